import { inspect } from './inspect.ts';

export type { Facts } from './inspect.ts';
export { SNIFF_BYTES, type Sniffed, sniff } from './sniff.ts';

/** What this room does in a child process. */
export const metadataTasks = { inspect };
