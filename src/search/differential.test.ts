/**
 * One meaning, three implementations: generated queries over generated libraries find the same rows in the same order
 * in memory and in each database. HALFTONE_TEST_QUERIES asks for more of them, HALFTONE_TEST_SEED for others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { listAssets, type Sort } from '../library/list.ts';
import { FIELDS, makeLibrary, NOW, POOL } from './library.testing.ts';
import { toRows } from './library-rows.testing.ts';
import { naiveList } from './naive.testing.ts';
import { makeQuery } from './queries.testing.ts';
import { createRandom } from './random.testing.ts';
import { parseAssetQuery, parseSearch } from './search.ts';
import { fill } from './units.testing.ts';

const QUERIES = Number(process.env.HALFTONE_TEST_QUERIES ?? 300);
const SEED = Number(process.env.HALFTONE_TEST_SEED ?? 13);
const QUERIES_A_LIBRARY = 500;
const FILES = 120;
const SORTS: readonly Sort[] = (
  [
    'NAME',
    'CREATED',
    'UPDATED',
    'HEIGHT',
    'WIDTH',
    'SIZE',
    'DURATION',
    'RELEVANCE',
    'RELEVANCE',
    'ORIGINAL_CREATION_DATE',
  ] as const
).flatMap((key): Sort[] => [`ASC_${key}`, `DESC_${key}`]);

onEachDatabase(({ open }) => {
  for (let first = 0; first < QUERIES; first += QUERIES_A_LIBRARY) {
    test(`queries from ${first} on`, async () => {
      const random = createRandom(SEED + first);
      const library = makeLibrary(random, FILES);
      const database = await open(new URL('./units.testing.ts', import.meta.url));
      await database.write(fill, toRows(library));
      let found = 0;
      for (let query = first; query < Math.min(QUERIES, first + QUERIES_A_LIBRARY); query++) {
        const text = makeQuery(random);
        if (Buffer.byteLength(text) > 8_192) continue;
        const sort = random.pick(SORTS);
        const path = random.chance(0.2) ? random.pick(POOL.folders) : undefined;
        const fileType = random.chance(0.8) ? 'all' : random.pick(['image', 'non-image'] as const);
        const expected = naiveList(library, parseAssetQuery(text, FIELDS, NOW), { sort, path, fileType });
        found += expected.length;
        const search = parseSearch(text, FIELDS, NOW);
        // With few rows that are always led to, the others are walked to, as in a library of a million.
        const always = random.pick([2, 10, 1000]);
        const list = (limit: number, skip: number) =>
          listAssets(database.reader, { type: 'file', sort, path, fileType, limit, skip, search }, always);
        const label = `${text}\n${sort} ${path} ${fileType}`;
        assert.deepEqual(toKeys(await list(1000, 0)), expected, label);
        const [limit, skip] = [1 + random.below(8), random.below(12)];
        const page = toKeys(await list(limit, skip));
        assert.deepEqual(page, expected.slice(skip, skip + limit), `${label} ${limit} ${skip}`);
      }
      assert.ok(found > 0);
    });
  }
});

function toKeys(records: Awaited<ReturnType<typeof listAssets>>): string[] {
  return records.map((record) =>
    record.kind === 'file' ? `${record.assetId} ${record.versionId}` : `${record.assetId} -`,
  );
}
