/** Reading the files of renditions, never believing that one is there or whole. */

import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import type { KeptRendition } from './disk-tier.ts';

/** The bytes, or undefined when the file is gone or has another length than its name says. */
export async function readWhole({ path, size }: KeptRendition): Promise<Buffer | undefined> {
  const bytes = await orGone(readFile(path));
  return bytes?.length === size ? bytes : undefined;
}

export async function isWhole({ path, size }: KeptRendition): Promise<boolean> {
  return (await orGone(stat(path)))?.size === size;
}

/** The open file, or undefined as above. From here on it may be removed without harm to who reads it. */
export async function openWhole({ path, size }: KeptRendition): Promise<FileHandle | undefined> {
  const file = await orGone(open(path));
  if (file === undefined || (await file.stat()).size === size) return file;
  await file.close();
  return undefined;
}

async function orGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
