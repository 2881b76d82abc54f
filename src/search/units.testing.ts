/** Fills a library with rows as they are, faster than by uploads and with values no upload would have. */
import type { Insertable } from 'kysely';
import { type Tables, type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { refreshCustomTerms, refreshTagTerms, writeNameTerms } from '../library/search-terms.ts';

export type Filling = {
  readonly [Table in
    | 'blobs'
    | 'assets'
    | 'folder_closure'
    | 'versions'
    | 'tags'
    | 'custom_fields'
    | 'custom_values'
    | 'embedded_values']: readonly Insertable<Tables[Table]>[];
};

export const fill = unitOfWork('test.fill', async (tx: Tx, filling: Filling) => {
  for (const [table, rows] of Object.entries(filling)) {
    for (let start = 0; start < rows.length; start += 500) {
      const some = rows.slice(start, start + 500);
      await tx
        .insertInto(table as keyof Filling)
        .values(some as never)
        .execute();
    }
  }
  for (const { id, name } of filling.assets) await writeNameTerms(tx, id, name, 'new');
  const versionIds = filling.versions.map((version) => version.id);
  await refreshTagTerms(tx, versionIds);
  await refreshCustomTerms(tx, versionIds);
});

export const units: readonly UnitOfWork<never, unknown>[] = [fill];
