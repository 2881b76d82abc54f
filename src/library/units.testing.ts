/** The writes of the library, and what tests write that no part of the program does yet. */
import { HIDDEN_FOLDER_ID, type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { units as jobUnits } from '../jobs/units.ts';
import { copyFoldersUnit } from './folder-copy.ts';
import type { AiTag } from './record.ts';
import { units as libraryUnits } from './units.ts';

/** Tags a version as a machine would. */
export const addAiTag = unitOfWork(
  'test.addAiTag',
  async (tx: Tx, { versionId, tag }: { readonly versionId: string; readonly tag: AiTag }) => {
    await tx
      .insertInto('tags')
      .values({ version_id: versionId, asset_id: versionId, position: 0, is_current: 1, ...tag })
      .execute();
  },
);

/** A copy that has begun and was given up. */
export const copyHalf = unitOfWork(
  'test.copyHalf',
  async (tx: Tx, { jobId, now }: { readonly jobId: string; readonly now: number }) => {
    const lease = { jobId, token: 'test' };
    await tx
      .updateTable('jobs')
      .set({ state: 'running', lease_token: lease.token })
      .where('id', '=', jobId)
      .execute();
    const folder = {
      sourceId: jobId,
      targetId: jobId,
      targetParentId: HIDDEN_FOLDER_ID,
      name: jobId,
      depth: 0,
    };
    await copyFoldersUnit.run(tx, { lease, payload: {}, now, folders: [folder] });
    await tx.updateTable('jobs').set({ state: 'dead' }).where('id', '=', jobId).execute();
  },
);

export const units: readonly UnitOfWork<never, unknown>[] = [
  ...jobUnits,
  ...libraryUnits,
  addAiTag,
  copyHalf,
];
