import type { UnitOfWork } from '../database/index.ts';
import { copyFileUnit } from './copy-file.ts';
import { createFieldUnit, deleteFieldUnit, updateFieldUnit } from './custom-fields.ts';
import { keepFactsUnit } from './describe.ts';
import { editTagsUnit } from './edit-tags.ts';
import { pruneEvents } from './events.ts';
import {
  addMadeVersionUnit,
  applyFindingUnit,
  countFailureUnit,
  failExtensionUnit,
} from './extension-units.ts';
import { copyFilesUnit, copyFoldersUnit } from './folder-copy.ts';
import { createFolderUnit } from './folder-create.ts';
import { clearAbandonedUnit, clearFilesUnit, clearFoldersUnit, deleteFolderUnit } from './folder-delete.ts';
import { putFolderUnit } from './folder-merge.ts';
import { releaseCopyUnit } from './folder-run.ts';
import { startFolderJobUnit } from './folder-start.ts';
import { tellTreesUnit } from './folder-tell.ts';
import { ingestUnit } from './ingest-unit.ts';
import { moveFileUnit } from './move-file.ts';
import { disownBlob } from './place-blob.ts';
import { announceUnit, endPostTransformUnit } from './post-transform.ts';
import { purgeUnit } from './purges.ts';
import { removeFilesUnit, removeFileUnit } from './remove.ts';
import { renameFileUnit } from './rename-file.ts';
import { condemnBlobs, forgetBlobs } from './sweep.ts';
import { updateFileUnit } from './update-file.ts';
import { removeVersionUnit, restoreVersionUnit } from './versions.ts';

/** Every write of the library. */
export const units: readonly UnitOfWork<never, unknown>[] = [
  ingestUnit,
  keepFactsUnit,
  removeFileUnit,
  removeFilesUnit,
  updateFileUnit,
  editTagsUnit,
  applyFindingUnit,
  addMadeVersionUnit,
  failExtensionUnit,
  countFailureUnit,
  copyFileUnit,
  moveFileUnit,
  renameFileUnit,
  purgeUnit,
  removeVersionUnit,
  restoreVersionUnit,
  createFolderUnit,
  deleteFolderUnit,
  clearAbandonedUnit,
  clearFilesUnit,
  clearFoldersUnit,
  startFolderJobUnit,
  copyFoldersUnit,
  copyFilesUnit,
  putFolderUnit,
  tellTreesUnit,
  releaseCopyUnit,
  pruneEvents,
  endPostTransformUnit,
  announceUnit,
  disownBlob,
  condemnBlobs,
  forgetBlobs,
  createFieldUnit,
  updateFieldUnit,
  deleteFieldUnit,
];
