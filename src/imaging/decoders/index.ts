/**
 * The formats that libvips, as sharp ships it, does not read. Each decoder answers with an image in a format that it
 * does read.
 */
import type { Limits } from '../limits.ts';
import { decodeBmp } from './bmp.ts';
import { decodeIco } from './ico.ts';

export { decodeHeic } from './heic.ts';

/** @returns a PNG, its pixels within the limits. @throws errors.cannotDecode, errors.tooLarge */
export type Decode = (path: string, limits: Limits) => Promise<Buffer>;

/** By media type. HEIC is not among them: only its header tells whether libvips reads it. */
export const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['image/bmp', decodeBmp],
  ['image/x-icon', decodeIco],
]);
