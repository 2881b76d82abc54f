/** How often the API may be called: windows for each class of endpoints (rest-api.md 1.5). */
import { isObject, json, readInteger, type ValueType } from './value-types.ts';

/** Account-wide, each counted for itself. Uploads are in none of them. */
export const RATE_CLASSES = {
  reads: 'files, folders, versions, metadata and fields: what only looks',
  writes: 'what changes files and folders, and purges',
  bulkTags: 'adding and removing tags of many files',
  customMetadataFields: 'creating, changing and deleting fields of custom metadata',
  account: 'usage, origins, URL endpoints, webhooks, extensions and named transformations',
  halftone: 'what is under `/_halftone/v1/`, but for the settings themselves',
} as const;

export type RateClass = keyof typeof RATE_CLASSES;

/** At most `limit` requests begin in a window of `intervalMs`. All windows of a class count each request. */
export type RateWindow = { readonly limit: number; readonly intervalMs: number };

/** An empty list: no limit for the class. */
export type RateLimits = 'off' | Readonly<Record<RateClass, readonly RateWindow[]>>;

const CLASSES = Object.keys(RATE_CLASSES) as readonly RateClass[];
const MAX_WINDOWS = 5;
const MAX_LIMIT = 1_000_000_000;
/** A day: beyond it a counter that a restart forgets means little. */
const MAX_INTERVAL_MS = 86_400_000;
/** A self-hosted server has no neighbours: this keeps out what runs wild, and nobody else. */
const DEFAULT_WINDOWS: readonly RateWindow[] = [{ limit: 1000, intervalMs: 1000 }];

export const rateLimits: ValueType<RateLimits> = json(
  `"off", or an object of ${CLASSES.join(', ')}, each a list of at most ${MAX_WINDOWS} {"limit": 1 to ${MAX_LIMIT}, "intervalMs": 1 to ${MAX_INTERVAL_MS}}`,
  {
    anyOf: [
      { type: 'string', enum: ['off'] },
      {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(CLASSES.map((name) => [name, windowsSchema()])),
      },
    ],
  },
  read,
  ['off'],
);

/** A class that is not named has the default. */
function read(value: unknown): RateLimits | undefined {
  if (value === 'off') return value;
  if (!isObject(value) || Object.keys(value).some((key) => !(CLASSES as readonly string[]).includes(key)))
    return undefined;
  const classes = CLASSES.map((name) => [name, readWindows(value[name] ?? DEFAULT_WINDOWS)] as const);
  if (classes.some(([, windows]) => windows === undefined)) return undefined;
  return Object.fromEntries(classes) as Readonly<Record<RateClass, readonly RateWindow[]>>;
}

function readWindows(value: unknown): readonly RateWindow[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_WINDOWS) return undefined;
  const windows = value.map(readWindow);
  return windows.every((window) => window !== undefined) ? windows : undefined;
}

function readWindow(value: unknown): RateWindow | undefined {
  if (!isObject(value) || Object.keys(value).length !== 2) return undefined;
  const limit = readInteger(value.limit, 1, MAX_LIMIT);
  const intervalMs = readInteger(value.intervalMs, 1, MAX_INTERVAL_MS);
  return limit === undefined || intervalMs === undefined ? undefined : { limit, intervalMs };
}

function windowsSchema() {
  return {
    type: 'array',
    maxItems: MAX_WINDOWS,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['limit', 'intervalMs'],
      properties: {
        limit: { type: 'integer', minimum: 1, maximum: MAX_LIMIT },
        intervalMs: { type: 'integer', minimum: 1, maximum: MAX_INTERVAL_MS },
      },
    },
  };
}
