import { readFile, stat } from 'node:fs/promises';
import { errors } from '../errors.ts';
import { type Target, type Written, write } from '../written.ts';
import { sanitizeSvg } from './sanitize.ts';

/** A sanitised SVG is built in memory; real drawings are far below this. */
const MAX_BYTES = 20 * 1024 * 1024;

/**
 * The file's drawing without scripts and external references, written to `target` as UTF-8. Runs in a child process.
 *
 * @throws errors.cannotDecode when the file is no well-formed SVG, errors.tooLarge
 */
export async function writeSanitizedSvg(job: { path: string; target: Target }): Promise<Written> {
  return write(job.target, Buffer.from(await readSanitizedSvg(job.path, MAX_BYTES)));
}

/** @throws errors.cannotDecode, errors.tooLarge over `maxBytes` */
export async function readSanitizedSvg(path: string, maxBytes: number): Promise<string> {
  const { size } = await stat(path);
  if (size > maxBytes) throw errors.tooLarge(`The SVG (${size} bytes)`, `${maxBytes} bytes`);
  return sanitizeSvg(await readFile(path));
}
