import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { type ListQuery, listAssets } from '../library/list.ts';
import { FIELDS, makeLibrary, NOW, type Plain } from './library.testing.ts';
import { toRows } from './library-rows.testing.ts';
import { createRandom } from './random.testing.ts';
import { parseSearch } from './search.ts';
import { fill } from './units.testing.ts';

const units = new URL('./units.testing.ts', import.meta.url);
const plain: ListQuery = { type: 'file', sort: 'ASC_CREATED', fileType: 'all', limit: 1000, skip: 0 };

async function names(database: Database, text: string, query: Partial<ListQuery> = {}): Promise<string[]> {
  const search = parseSearch(text, FIELDS, NOW);
  const records = await listAssets(database.reader, { ...plain, ...query, search });
  return records.map((record) => record.name);
}

/** Files with these names and nothing else, the first the oldest. */
function filesNamed(...given: readonly string[]): Plain[] {
  return given.map((name, index) => {
    const assetId = `c${String(index).padStart(23, '0')}`;
    return {
      kind: 'file',
      assetId,
      rowId: assetId,
      versionId: assetId,
      name,
      folder: '/',
      createdAt: NOW + index,
      updatedAt: NOW + index,
      file: {
        mime: 'text/plain',
        size: 1,
        width: null,
        height: null,
        duration: null,
        isPrivate: false,
        isPublished: true,
        hasAlpha: false,
        takenAt: null,
        place: null,
        tags: [name.slice(0, 3)],
        custom: {},
        embedded: {},
      },
    };
  });
}

onEachDatabase(({ open }) => {
  test('no character of a text means anything but itself', async () => {
    const database = await open(units);
    const hostile = [
      "x' or '1'='1",
      "'); drop table assets; --",
      '100%',
      '100x',
      '_',
      'a_b',
      'axb',
      '*',
      '[a-z]',
      '\\',
      'ÿ',
      '\u{10ffff}z',
    ];
    await database.write(fill, toRows(filesNamed(...hostile)));
    for (const name of hostile) {
      const quoted = JSON.stringify(name);
      assert.deepEqual(await names(database, `name = ${quoted}`), [name]);
      assert.deepEqual(await names(database, `name IN [${quoted}]`), [name]);
      const first = [...name].slice(0, -1).join('') || name;
      const beginning = hostile.filter((other) => other.startsWith(first));
      assert.deepEqual(await names(database, `name : ${JSON.stringify(first)}`), beginning);
      assert.deepEqual(
        await names(database, `tags IN [${JSON.stringify(name.slice(0, 3))}]`),
        hostile.filter((other) => other.slice(0, 3) === name.slice(0, 3)),
      );
      await names(database, `name HAS ${quoted}`);
      await names(database, `path = ${quoted} OR path : ${quoted} OR id = ${quoted}`);
      await names(database, `"customMetadata.brand" : ${quoted} OR "embeddedMetadata.Make" = ${quoted}`);
    }
    assert.equal((await names(database, 'size > 0')).length, hostile.length);
  });

  test('folders and older versions are there when they are asked for', async () => {
    const database = await open(units);
    const library = makeLibrary(createRandom(1), 60);
    await database.write(fill, toRows(library));
    const count = (kinds: readonly string[]) => library.filter((asset) => kinds.includes(asset.kind)).length;
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['name NOT = "x"', ['file']],
      ['type = "file-version"', ['file-version']],
      ['type = "folder"', ['folder']],
      ['type IN ["file", "folder"]', ['file', 'folder']],
      ['type NOT = "folder"', ['file', 'file-version']],
      ['type NOT IN []', ['file', 'file-version', 'folder']],
      ['type = "folder" AND type = "file"', []],
      ['type = "folder" AND "customMetadata.brand" NOT EXISTS', ['folder']],
      ['type IN ["folder", "file"] AND "customMetadata.brand" NOT = "nobody has this"', ['folder', 'file']],
    ];
    for (const [text, kinds] of cases) {
      assert.equal((await names(database, text)).length, count(kinds), text);
      // The parameters that a search makes superfluous.
      const ignored = { type: 'folder', name: 'x', tags: ['x'] } as const;
      assert.equal((await names(database, text, ignored)).length, count(kinds), text);
    }
  });

  test('a query that contradicts itself finds nothing, by relevance as well', async () => {
    const database = await open(units);
    await database.write(fill, toRows(makeLibrary(createRandom(1), 60)));
    const nevers = [
      'type = "folder" AND (type NOT = "folder" AND size > 1 OR type = "file" AND name HAS "photo")',
      'type = "file" AND type NOT = "file" AND (private = false OR "customMetadata.brand" HAS "nike")',
    ];
    for (const never of nevers)
      for (const sort of ['ASC_CREATED', 'DESC_RELEVANCE'] as const)
        assert.deepEqual(await names(database, never, { sort }), [], never);
  });

  test('pages of a search follow each other, however deep', async () => {
    const database = await open(units);
    const all = Array.from({ length: 250 }, (_, index) => `photo ${index}`);
    await database.write(fill, toRows(filesNamed(...all)));
    for (const sort of ['ASC_CREATED', 'ASC_NAME', 'DESC_SIZE', 'DESC_RELEVANCE'] as const) {
      const pages = [];
      for (let skip = 0; ; skip += 60) {
        const page = await names(database, 'name HAS "phot"', { sort, limit: 60, skip });
        pages.push(...page);
        if (page.length < 60) break;
      }
      assert.deepEqual(pages.toSorted(), all.toSorted(), sort);
    }
    assert.deepEqual(await names(database, 'name HAS "phot"', { skip: Number.MAX_SAFE_INTEGER }), []);
  });

  test('the largest queries are answered', async () => {
    const database = await open(units);
    await database.write(fill, toRows(filesNamed('a', 'b', 'c')));
    const many = (count: number, make: (index: number) => string, between: string) =>
      Array.from({ length: count }, (_, index) => make(index)).join(between);
    const large = [
      `name NOT IN [${many(500, (index) => `"${index}"`, ',')}]`,
      many(50, (index) => `(size > ${index} OR tags HAS "a b")`, ' OR '),
      many(100, (index) => `name NOT = "${index}"`, ' AND '),
      many(100, () => `path NOT = "${'/a'.repeat(30)}"`, ' AND '),
      `path NOT IN [${many(70, () => `"${'/a'.repeat(50)}"`, ',')}]`,
      `path NOT IN ["${'/a'.repeat(4_000)}"]`,
      `name NOT IN ["x"] AND name NOT = "${'x'.repeat(7_900)}"`,
      `name : "${'x'.repeat(8_000)}" OR size > 0`,
      `name HAS "${'a '.repeat(1_000)}" OR tags HAS "${many(97, (index) => `w${index}`, ' ')}" OR size > 0`,
      `${'('.repeat(20)}name = "a" OR size > 0${')'.repeat(20)}`,
      `"embeddedMetadata.LocationTaken" = "${many(100, (index) => `${index % 90},${index}`, '|')}" OR size > 0`,
    ];
    for (const text of large) {
      for (const sort of ['ASC_CREATED', 'DESC_RELEVANCE'] as const) {
        assert.deepEqual(
          (await names(database, text, { sort })).toSorted(),
          ['a', 'b', 'c'],
          text.slice(0, 80),
        );
      }
    }
  });
});
