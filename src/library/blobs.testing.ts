/** The least that an upload and a delete are to the tests of blobs: a file of one version, made and removed. */

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT_FOLDER_ID, type Tx, unitOfWork } from '../database/index.ts';
import { type NewBlob, referenceBlob, touchBlobs } from './blobs.ts';
import { disownBlob } from './place-blob.ts';
import { condemnBlobs, forgetBlobs } from './sweep.ts';

/** The version has the id of its file. */
export const addFile = unitOfWork('test.addFile', async (tx, input: { fileId: string; blob: NewBlob }) => {
  const { fileId, blob } = input;
  const { blobId, reused } = await referenceBlob(tx, blob);
  await insertFile(tx, fileId, blobId, blob.size);
  return { reused };
});

export const removeFile = unitOfWork(
  'test.removeFile',
  async (tx, input: { fileId: string; now: number }) => {
    const gone = await tx
      .deleteFrom('versions')
      .where('asset_id', '=', input.fileId)
      .returning('blob_id')
      .execute();
    await tx.deleteFrom('assets').where('id', '=', input.fileId).execute();
    await touchBlobs(
      tx,
      gone.map((row) => row.blob_id),
      input.now,
    );
  },
);

/** Blobs that nothing refers to, without their objects. */
export const addBlobs = unitOfWork('test.addBlobs', async (tx, blobs: readonly NewBlob[]) => {
  for (const blob of blobs) await referenceBlob(tx, blob);
});

export async function insertFile(tx: Tx, fileId: string, blobId: string, size: number): Promise<void> {
  await tx
    .insertInto('assets')
    .values({
      id: fileId,
      kind: 'file',
      parent_id: ROOT_FOLDER_ID,
      name: fileId,
      version_id: fileId,
      version_counter: 1,
      created_at: 0,
      updated_at: 0,
    })
    .execute();
  await tx
    .insertInto('versions')
    .values({
      id: fileId,
      asset_id: fileId,
      number: 1,
      blob_id: blobId,
      is_current: 1,
      mime: 'application/octet-stream',
      size,
      width: null,
      height: null,
      orientation: null,
      has_alpha: 0,
      pages: 1,
      bit_rate: null,
      duration: null,
      audio_codec: null,
      video_codec: null,
      is_private: 0,
      is_published: 1,
      custom_coordinates: null,
      description: null,
      token: fileId,
      created_at: 0,
      updated_at: 0,
    })
    .execute();
}

/** The keys of all objects that a disk store has in `folder`. */
export async function storedKeys(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true });
  return names.filter((name) => name.includes('.')).map((name) => basename(name).replace('.', '/'));
}

export const units = [addFile, addBlobs, removeFile, disownBlob, condemnBlobs, forgetBlobs];
