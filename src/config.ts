/**
 * Every setting of the process once: its name, its default, what it means, how its text is read. Those that the owner
 * can also change while the server runs are in `settings/`. `docs/configuration.md` is made from both tables. Only
 * `main.ts` reads the environment, and only `app.ts` hands values to the rooms.
 */

import { nearest, settingText } from './kernel/index.ts';
import {
  DEFAULT_SETTINGS,
  SETTINGS as OWNERS_SETTINGS,
  SETTING_KEYS,
  type Settings,
  variableOf,
} from './settings/index.ts';

const { bytes, httpUrl, integer, list, oneOf, postgresUrl, quote, secret, text } = settingText;

/** One setting: the environment variable, its default as a user would write it, its meaning, and its parser. */
type Setting<T> = {
  readonly name: string;
  /** Read by the same parser; `null` means that the value is `undefined` unless given. */
  readonly default: string | null;
  /** What the documentation shows where the default is made at run time. */
  readonly shownDefault?: string;
  readonly meaning: string;
  /** Throws an `Error` whose message says what the value must be. */
  readonly parse: (text: string) => T;
};

function setting<T>(
  name: string,
  defaultText: string,
  parse: (text: string) => T,
  meaning: string,
): Setting<T> {
  return { name: `HALFTONE_${name}`, default: defaultText, parse, meaning };
}

function optional<T>(
  name: string,
  shownDefault: string,
  parse: (text: string) => T,
  meaning: string,
): Setting<T | undefined> {
  return { name: `HALFTONE_${name}`, default: null, shownDefault, parse, meaning };
}

/** First path segments that belong to the API, the dashboard and the documents on every host that is no media domain. */
export const RESERVED_SEGMENTS: readonly string[] = [
  'v1',
  'v2',
  'api',
  '_halftone',
  'dashboard',
  'docs',
  'openapi.json',
  'health',
  'ready',
  'metrics',
  'robots.txt',
  'favicon.ico',
];

export const SETTINGS = {
  host: setting('HOST', '127.0.0.1', text, 'Address to listen on.'),
  port: setting('PORT', '3000', integer(0, 65535), 'Port to listen on; `0` takes any free one.'),
  dataDir: setting(
    'DATA_DIR',
    './data',
    text,
    'Folder of everything the embedded default keeps: the SQLite file, stored files, caches, generated keys. One server at a time.',
  ),
  id: setting('ID', 'demo', accountId, 'Account id: the first path segment of media URLs.'),
  publicUrl: optional(
    'PUBLIC_URL',
    'http://{host}:{port}',
    httpUrl,
    'Base of the `url` fields in answers. Must be given when the host is `0.0.0.0` or `::`. With a path, such as `https://example.com/media`, the server answers below it.',
  ),
  privateKey: optional(
    'PRIVATE_KEY',
    'generated once, noted in the file `keys` of the data folder',
    text,
    'Private half of the first pair of API keys. Given together with `HALFTONE_PUBLIC_KEY`.',
  ),
  publicKey: optional('PUBLIC_KEY', 'generated once', text, 'Public half of the first pair of API keys.'),
  secret: optional(
    'SECRET',
    'generated once, kept in the file `secret` of the data folder',
    secret,
    '32 bytes (64 hex digits, or base64) that encrypt secrets at rest. Must be given when PostgreSQL is used.',
  ),
  databaseUrl: optional(
    'DATABASE_URL',
    'SQLite in the data folder',
    postgresUrl,
    '`postgres://user:password@host/database`.',
  ),
  storageUrl: optional(
    'STORAGE_URL',
    'disk in the data folder',
    storageUrl,
    'Where stored files live. Only the disk of the data folder is built so far.',
  ),
  allowPrivateOrigins: setting(
    'ALLOW_PRIVATE_ORIGINS',
    '',
    list,
    'What uploads by URL, webhooks and callbacks may reach beyond the public Internet: CIDRs and hosts, comma-separated. `true` means loopback and private ranges; link-local never by `true`.',
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    '',
    list,
    'Addresses and CIDRs of proxies whose `X-Forwarded-For` is believed, comma-separated.',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'warn',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    'Least serious line of the log (JSON on standard error).',
  ),

  stagingQuotaBytes: setting(
    'STAGING_QUOTA_BYTES',
    '8GiB',
    bytes(1),
    'Bytes of unfinished uploads on disk at one time; beyond it uploads are asked to come back later (503).',
  ),
  diskReserveBytes: setting(
    'DISK_RESERVE_BYTES',
    '512MiB',
    bytes(0),
    'Free disk below which no upload is taken (503).',
  ),
  unauthenticatedUploadBytes: setting(
    'UNAUTHENTICATED_UPLOAD_BYTES',
    '4GiB',
    bytes(1),
    'Bytes that clients of one address may have under way before they are authenticated. Never taken below `HALFTONE_MAX_UPLOAD_BYTES`.',
  ),

  workers: setting(
    'WORKERS',
    '0',
    integer(0, 256),
    'Child processes that open images; `0` means one for each processor, and at least two.',
  ),
  renderTimeoutMs: setting(
    'RENDER_TIMEOUT_MS',
    '30000',
    integer(100, 600_000),
    'Deadline of one rendition, in milliseconds.',
  ),
  renderQueue: setting(
    'RENDER_QUEUE',
    '500',
    integer(1, 100_000),
    'Renditions that may wait for a worker; beyond it delivery answers 503.',
  ),
  memoryCacheBytes: setting('MEMORY_CACHE_BYTES', '64MiB', bytes(0), 'Renditions kept in memory.'),
  diskCacheBytes: setting('DISK_CACHE_BYTES', '10GiB', bytes(0), 'Renditions kept on disk.'),

  helpText: setting(
    'HELP_TEXT',
    'See the documentation of Halftone, or ask whoever runs this server.',
    text,
    '`help` in error answers that have no better one.',
  ),
} as const;

export type Config = Readonly<{
  [Key in keyof typeof SETTINGS]: (typeof SETTINGS)[Key] extends Setting<infer T> ? T : never;
}> & {
  /** Those of the owner's settings that the environment gives: they cannot be changed through the API. */
  readonly given: Partial<Settings>;
};

/** Every problem of the environment at once, one a line, each saying how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads all settings from an environment. An empty variable counts as absent.
 * @throws {ConfigError} naming every bad value and every unknown `HALFTONE_*` (with the nearest known name);
 *   `HALFTONE_TEST_*` belongs to the tests and is let pass.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const given = env[entry.name]?.trim() || undefined;
    const source = given ?? entry.default;
    try {
      values[key] = source === null ? undefined : entry.parse(source);
    } catch (error) {
      problems.push(`${entry.name} ${(error as Error).message}.`);
    }
  }
  const config = { ...values, given: readGiven(env, problems) } as Config;
  problems.push(...unknownNames(env), ...conflicts(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** The owner's settings in an environment; what is wrong with them goes to the problems. */
function readGiven(env: Readonly<Record<string, string | undefined>>, problems: string[]): Partial<Settings> {
  const given: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const text = env[variableOf(key)]?.trim();
    if (!text) continue;
    try {
      given[key] = OWNERS_SETTINGS[key].type.parse(text);
    } catch (error) {
      problems.push(`${variableOf(key)} ${(error as Error).message}.`);
    }
  }
  return Object.freeze(given);
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...Object.values(SETTINGS).map((entry) => entry.name), ...SETTING_KEYS.map(variableOf)];
  return Object.keys(env)
    .filter((name) => /^HALFTONE_/i.test(name) && !name.startsWith('HALFTONE_TEST_') && !known.includes(name))
    .sort()
    .map((name) => `${name} is not a setting. Did you mean ${nearest(name.toUpperCase(), known)}?`);
}

function conflicts(config: Config): string[] {
  const problems: string[] = [];
  if (['0.0.0.0', '::'].includes(config.host) && config.publicUrl === undefined) {
    problems.push(
      `HALFTONE_PUBLIC_URL must be given when HALFTONE_HOST is ${config.host}: it is what clients will see.`,
    );
  }
  if ((config.privateKey === undefined) !== (config.publicKey === undefined)) {
    problems.push('HALFTONE_PRIVATE_KEY and HALFTONE_PUBLIC_KEY must be given together.');
  }
  if (config.databaseUrl !== undefined && config.secret === undefined) {
    problems.push(
      'HALFTONE_SECRET must be given when HALFTONE_DATABASE_URL is used: every node needs the same one. Make one with: openssl rand -hex 32',
    );
  }
  const maxUploadBytes = config.given.maxUploadBytes ?? DEFAULT_SETTINGS.maxUploadBytes;
  if (config.stagingQuotaBytes < maxUploadBytes) {
    problems.push(
      'HALFTONE_STAGING_QUOTA_BYTES is below HALFTONE_MAX_UPLOAD_BYTES: the largest upload could never succeed.',
    );
  }
  return problems;
}

function accountId(value: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(value)) {
    throw new Error(`must be 1 to 64 letters, digits, _ or -, not ${quote(value)}`);
  }
  if (RESERVED_SEGMENTS.includes(value)) throw new Error(`may not be the reserved word ${quote(value)}`);
  return value;
}

function storageUrl(): never {
  throw new Error('is not available yet: files are kept on the disk of the data folder. Remove it');
}
