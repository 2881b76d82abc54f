import { type Tx, unitOfWork } from '../database/index.ts';
import { ensureFolder } from './folders.ts';

/** Makes a folder, and those above it, where they are missing; `path` as `readFolderPath` returns it. */
export const createFolderUnit = unitOfWork(
  'library.createFolder',
  async (
    tx: Tx,
    input: { readonly path: string; readonly folderIds: readonly string[]; readonly now: number },
  ): Promise<void> => {
    await ensureFolder(tx, input.path, input.folderIds, input.now);
  },
);
