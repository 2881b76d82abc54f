import { examine } from './examine.ts';
import { inspect } from './inspect.ts';

export type { ExifGroups } from './embedded/exif.ts';
export type { Embedded, EmbeddedValue } from './embedded/flat.ts';
export type { Details, Examined } from './examine.ts';
export type { Facts } from './inspect.ts';
export { formatOfMime } from './media-types.ts';
export { SNIFF_BYTES, type Sniffed, sniff } from './sniff.ts';

/** What this room does in a child process. */
export const metadataTasks = { inspect, examine };
