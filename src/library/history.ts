/** The history of a file: which of its versions is the current one, and how it grows (rest-api.md 2.6, 2.7). */
import type { Tables, Tx } from '../database/index.ts';
import { copyBelongings, setCurrent } from './belongings.ts';
import { touchBlobs } from './blobs.ts';
import { errors } from './errors.ts';
import { recordEvents } from './events.ts';
import { MAX_VERSIONS } from './ingest-unit.ts';
import type { LockedFile } from './lock-files.ts';

type Version = Tables['versions'];

/** All versions of a file, the oldest first and the current one last. */
export function historyOf(tx: Tx, fileId: string): Promise<Version[]> {
  return tx
    .selectFrom('versions')
    .selectAll()
    .where('asset_id', '=', fileId)
    .orderBy('is_current')
    .orderBy('number')
    .execute();
}

/** An older version's time of creation is when it ceased to be current (rest-api.md 2.2). */
export async function demoteVersion(tx: Tx, versionId: string, now: number): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ is_current: 0, created_at: now, updated_at: now })
    .where('id', '=', versionId)
    .execute();
  await setCurrent(tx, versionId, 0);
}

/** Makes a version of a file, whose current one has been demoted, the current one. */
export async function promoteVersion(tx: Tx, file: LockedFile, versionId: string): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ is_current: 1, created_at: file.created_at })
    .where('id', '=', versionId)
    .execute();
  await setCurrent(tx, versionId, 1);
  await tx.updateTable('assets').set({ version_id: versionId }).where('id', '=', file.id).execute();
}

/** Ids and tokens for new versions. The file's own id is the id of its first version, which then needs none. */
export type FreshVersion = { readonly id: string; readonly token: string };

/** See `appendVersions`; to a file that exists, which is told of. */
export async function overwriteWith(
  tx: Tx,
  file: LockedFile,
  originals: readonly Version[],
  fresh: readonly FreshVersion[],
  now: number,
): Promise<void> {
  const ids = await appendVersions(tx, file, originals, fresh, now);
  await recordEvents(
    tx,
    ids.map((versionId) => ({ type: 'file-version.created', data: { fileId: file.id, versionId } })),
    now,
  );
}

/**
 * Appends copies of versions to the history of a file (the new ones come after `version_counter`); the last of them
 * becomes its current version. They refer to the same bytes, and bring copies of their tags and values.
 *
 * @param file that has just been made, without any version and with the counter 0, or one that has some
 * @returns the ids of the copies
 * Errors: 400 where the file would have too many versions.
 */
export async function appendVersions(
  tx: Tx,
  file: Pick<LockedFile, 'id' | 'version_counter' | 'created_at'> & { readonly version_id: string | null },
  originals: readonly Version[],
  fresh: readonly FreshVersion[],
  now: number,
): Promise<string[]> {
  await checkVersionLimit(tx, file.id, originals.length);
  if (file.version_id !== null) await demoteVersion(tx, file.version_id, now);
  await touchBlobs(
    tx,
    originals.map((version) => version.blob_id),
    now,
  );
  const copies = originals.map((original, index): Version => {
    const { id, token } = fresh[index] as FreshVersion;
    const number = file.version_counter + index + 1;
    const isLast = index === originals.length - 1;
    return {
      ...original,
      id: number === 1 ? file.id : id,
      asset_id: file.id,
      number,
      token,
      is_current: isLast ? 1 : 0,
      created_at: isLast ? file.created_at : now,
      updated_at: now,
    };
  });
  await tx.insertInto('versions').values(copies).execute();
  await copyBelongings(
    tx,
    file.id,
    copies.map((copy, index) => ({
      from: (originals[index] as Version).id,
      to: copy.id,
      isCurrent: copy.is_current === 1,
    })),
  );
  const last = copies.at(-1) as Version;
  await tx
    .updateTable('assets')
    .set({ version_id: last.id, version_counter: last.number, updated_at: now })
    .where('id', '=', file.id)
    .execute();
  return copies.map((copy) => copy.id);
}

async function checkVersionLimit(tx: Tx, fileId: string, more: number): Promise<void> {
  const { count } = await tx
    .selectFrom('versions')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('asset_id', '=', fileId)
    .executeTakeFirstOrThrow();
  if (count + more > MAX_VERSIONS) throw errors.versionLimitExceeded();
}
