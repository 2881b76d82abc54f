import { examine } from './examine.ts';
import { inspect } from './inspect.ts';
import { probe } from './probe.ts';

export type { ExifGroups } from './embedded/exif.ts';
export type { Embedded, EmbeddedValue } from './embedded/flat.ts';
export type { Details, Examined } from './examine.ts';
export type { Facts } from './inspect.ts';
export { formatOfMime } from './media-types.ts';
export { findProgram } from './probe.ts';
export { type MediaFacts, NO_MEDIA_FACTS } from './probe-report.ts';
export { SNIFF_BYTES, type Sniffed, sniff } from './sniff.ts';

/** What this room does in a child process. */
export const metadataTasks = { inspect, examine, probe };
