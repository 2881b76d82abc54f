import type { Reader } from '../database/index.ts';
import type { FileRecord, FolderRecord } from './record.ts';
import { selectAssets, toRecords } from './rows.ts';

/**
 * Files (their current versions) and folders by their own ids, which of a folder is not what the API shows. What is
 * not there, or is being cleared away, is left out.
 */
export async function lookUp(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FileRecord | FolderRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await selectAssets(reader).where('assets.id', 'in', ids).execute();
  const records = await toRecords(reader, rows);
  const ownIds = new Map(rows.map((row) => [row.folder_id ?? row.asset_id, row.asset_id]));
  return new Map(records.map((record) => [ownIds.get(record.assetId) as string, record]));
}
