/** What changes of files have in common, inside units of work: reading the file as it is, and telling of the change. */
import type { Tx } from '../database/index.ts';
import { errors } from './errors.ts';
import { recordEvents } from './events.ts';
import type { FileRecord } from './record.ts';
import { selectAssets, toRecords } from './rows.ts';

/** Files with their current versions, by id. */
export async function readFiles(tx: Tx, fileIds: readonly string[]): Promise<Map<string, FileRecord>> {
  const rows = await selectAssets(tx).where('assets.id', 'in', fileIds).execute();
  const records = await toRecords(tx, rows);
  return new Map(
    records.flatMap((record) => (record.kind === 'file' ? [[record.assetId, record] as const] : [])),
  );
}

/** Errors: 404. */
export async function readFile(tx: Tx, fileId: string): Promise<FileRecord> {
  const file = (await readFiles(tx, [fileId])).get(fileId);
  if (file === undefined) throw errors.fileNotFound();
  return file;
}

/** Dates a change of files, which is one of their current versions (rest-api.md 2.5), and records it. */
export async function markChanged(tx: Tx, fileIds: readonly string[], now: number): Promise<void> {
  if (fileIds.length === 0) return;
  await tx.updateTable('assets').set({ updated_at: now }).where('id', 'in', fileIds).execute();
  await tx
    .updateTable('versions')
    .set({ updated_at: now })
    .where('id', 'in', (from) => from.selectFrom('assets').select('version_id').where('id', 'in', fileIds))
    .execute();
  await recordEvents(
    tx,
    fileIds.map((fileId) => ({ type: 'file.updated', data: { fileId } })),
    now,
  );
}
