/** For tests: small videos and sounds, made by ffmpeg. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A file that ffmpeg writes.
 * @param path its extension names the container
 */
export async function makeMedia(path: string, ...args: readonly string[]): Promise<Buffer> {
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args, path]);
  return readFile(path);
}

/** Options that make so many seconds of moving bars, and of a tone. */
export const bars = (seconds: number, size = '64x48') => [
  ...['-f', 'lavfi', '-i', `testsrc=s=${size}:r=10:d=${seconds}`],
];
export const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=d=${seconds}`];
