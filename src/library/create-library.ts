import type { Database } from '../database/index.ts';
import { checkFileId, createChanges } from './change-files.ts';
import { createCustomFields } from './custom-fields.ts';
import { errors } from './errors.ts';
import { KEEP_EVENTS_MS, pruneEvents } from './events.ts';
import { clearAbandoned } from './folder-delete.ts';
import { createFolderRequests } from './folder-requests.ts';
import { createIngest } from './ingest.ts';
import type { Library, LibraryDeps } from './library.ts';
import { listAssets } from './list.ts';
import type { FileRecord } from './record.ts';
import { recoverStaging } from './recover.ts';
import { rememberLocations } from './remember-locations.ts';
import { selectAssets, toRecords } from './rows.ts';
import { searchableFields } from './searchable-fields.ts';
import { createBlobSweeper } from './sweep.ts';
import { checkVersionOfFile, getVersion, listVersions } from './versions.ts';

/** The media library on a database and a blob store; start it with `recover`, and `sweep` now and then. */
export function createLibrary(given: LibraryDeps): Library {
  const { database, locate } = rememberLocations(given.database);
  const customFields = createCustomFields({ ...given, database });
  const deps = { ...given, database, customFields };
  const sweeper = createBlobSweeper(deps);
  return {
    ingest: createIngest(deps),
    get: (fileId) => getFile(database, fileId),
    list: (query) => listAssets(database.reader, query),
    searchableFields: () => searchableFields(database.reader),
    ...createChanges(deps),
    ...createFolderRequests(deps),
    async versions(fileId) {
      checkFileId(fileId);
      return listVersions(database.reader, fileId);
    },
    async version(version) {
      checkVersionOfFile(version);
      return getVersion(database.reader, version);
    },
    customFields,
    locate,
    async sweep() {
      while ((await database.write(pruneEvents, { before: given.clock() - KEEP_EVENTS_MS })) > 0);
      await clearAbandoned(deps);
      return sweeper.run();
    },
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
