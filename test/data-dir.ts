/** What lies in the data folder of a server, looked at from outside. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of all files below a folder; none when it is not there. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Uploads that are not decided yet, by size. One that goes while it is looked at counts as gone. */
export async function stagedSizes(dataDir: string): Promise<number[]> {
  const files = await filesBelow(join(dataDir, 'files', 'staging'));
  const sizes = await Promise.all(
    files.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => undefined,
      ),
    ),
  );
  return sizes.filter((size) => size !== undefined);
}

/** Stored originals: object key to size. */
export async function storedObjects(dataDir: string): Promise<Map<string, number>> {
  const objects = join(dataDir, 'files', 'objects');
  const files = await filesBelow(objects);
  const sized = files.map(async (path) => {
    const [, hash, id] = /([0-9a-f]{64})\.([0-9a-f]{24})$/.exec(path) ?? [];
    return [hash === undefined ? path : `${hash}/${id}`, (await stat(path)).size] as const;
  });
  return new Map(await Promise.all(sized));
}

/** Renditions that are being written. */
export function renditionDrafts(dataDir: string): Promise<string[]> {
  return filesBelow(join(dataDir, 'renditions', 'drafts'));
}

/** Processes that another has started (Linux; none elsewhere). */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Whether a process still runs; one that only waits to be buried does not (Linux). */
export async function isRunning(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text !== '' && !/\) [ZX] /.test(text);
}
