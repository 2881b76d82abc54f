import { checkFileId, createChanges } from './change-files.ts';
import { createCustomFields } from './custom-fields.ts';
import { createDescribe } from './describe.ts';
import { KEEP_EVENTS_MS, pruneEvents } from './events.ts';
import { createExtensions } from './extensions.ts';
import { createFileReader } from './file-by-id.ts';
import { clearAbandoned } from './folder-delete.ts';
import { createFolderRequests } from './folder-requests.ts';
import { createIngest, newCustomMetadata } from './ingest.ts';
import type { Library, LibraryDeps } from './library.ts';
import { listAssets } from './list.ts';
import { lookUp } from './look-up.ts';
import { announceUnit } from './post-transform.ts';
import { isPurged, requestPurge } from './purges.ts';
import { recoverStaging } from './recover.ts';
import { rememberLocations } from './remember-locations.ts';
import { searchableFields } from './searchable-fields.ts';
import { createBlobSweeper } from './sweep.ts';
import { checkVersionOfFile, getVersion, listVersions } from './versions.ts';
import { versionsBelow } from './versions-below.ts';

/** The media library on a database and a blob store; start it with `recover`, and `sweep` now and then. */
export function createLibrary(given: LibraryDeps): Library {
  const { database, locate } = rememberLocations(given.database);
  const customFields = createCustomFields({ ...given, database });
  const fileExtensions = createExtensions({ ...given, database, customFields });
  const deps = { ...given, database, customFields, fileExtensions };
  const sweeper = createBlobSweeper(deps);
  return {
    ingest: createIngest(deps),
    async checkCustomMetadata(given) {
      newCustomMetadata(await customFields.active(), given);
    },
    announce: (event) => database.write(announceUnit, { ...event, now: given.clock() }),
    get: createFileReader(database),
    describe: createDescribe(deps),
    lookUp: (ids) => lookUp(database.reader, ids),
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
    purge: (url) => requestPurge(deps, url),
    isPurged: (purgeId) => isPurged(database.reader, purgeId),
    versionsBelow: (beginning, limit) => versionsBelow(database.reader, beginning, limit),
    locate,
    async sweep() {
      while ((await database.write(pruneEvents, { before: given.clock() - KEEP_EVENTS_MS })) > 0);
      await clearAbandoned(deps);
      return sweeper.run();
    },
    recover: () => recoverStaging(deps),
  };
}
