import type { Database } from '../database/index.ts';
import { isObjectId } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { createIngest } from './ingest.ts';
import type { Library, LibraryDeps } from './library.ts';
import { listAssets } from './list.ts';
import type { FileRecord } from './record.ts';
import { recoverStaging } from './recover.ts';
import { rememberLocations } from './remember-locations.ts';
import { removeFileUnit } from './remove.ts';
import { selectAssets, toRecords } from './rows.ts';
import { createBlobSweeper } from './sweep.ts';

/** The media library on a database and a blob store; start it with `recover`, and `sweep` now and then. */
export function createLibrary(given: LibraryDeps): Library {
  const { database, locate } = rememberLocations(given.database);
  const deps = { ...given, database };
  const { clock } = deps;
  const sweeper = createBlobSweeper(deps);
  return {
    ingest: createIngest(deps),
    get: (fileId) => getFile(database, fileId),
    list: (query) => listAssets(database.reader, query),
    async remove(fileId) {
      checkFileId(fileId);
      await database.write(removeFileUnit, { fileId, now: clock() });
    },
    locate,
    sweep: () => sweeper.run(),
    recover: () => recoverStaging(deps),
  };
}

async function getFile({ reader }: Database, fileId: string): Promise<FileRecord> {
  checkFileId(fileId);
  const rows = await selectAssets(reader)
    .where('assets.id', '=', fileId)
    .where('assets.kind', '=', 'file')
    .execute();
  const [file] = await toRecords(reader, rows);
  if (file?.kind !== 'file') throw errors.fileNotFound();
  return file;
}

function checkFileId(fileId: string): void {
  if (!isObjectId(fileId)) throw errors.invalidParameter('fileId');
}
