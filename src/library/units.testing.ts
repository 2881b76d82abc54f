/** The writes of the library, and what tests write that no part of the program does yet. */
import { type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
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

export const units: readonly UnitOfWork<never, unknown>[] = [...libraryUnits, addAiTag];
