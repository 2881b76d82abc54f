/**
 * The settings that the owner can change while the server runs, each once: default, meaning and what is allowed. Each is
 * also an environment variable. `docs/settings.md` and a part of `docs/configuration.md` are made from this table.
 */
import { addresses, mediaDomains, referers, userAgents } from './access-rules.ts';
import { rateLimits } from './rate-limits.ts';
import { boolean, bytes, headerText, integer, isObject, json, oneOf, type ValueType } from './value-types.ts';

export type Setting<T> = {
  readonly type: ValueType<T>;
  /** As JSON, which the type reads. */
  readonly default: unknown;
  readonly meaning: string;
};

function setting<T>(type: ValueType<T>, byDefault: unknown, meaning: string): Setting<T> {
  return { type, default: byDefault, meaning };
}

const restriction = oneOf('off', 'ai', 'transformations', 'all');
const YEAR_SECONDS = 31_536_000;
const MAX_UPLOAD_DEFAULTS_LENGTH = 64 * 1024;

/** Which of them an upload may have, and what each may be, the upload itself says. */
const uploadDefaults = json<Readonly<Record<string, unknown>>>(
  'an object of upload parameters',
  { type: 'object', additionalProperties: true },
  (value) =>
    isObject(value) && JSON.stringify(value).length <= MAX_UPLOAD_DEFAULTS_LENGTH ? value : undefined,
);

export const SETTINGS = {
  restrictUnsignedImages: setting(
    restriction,
    'off',
    'Which image URLs need a signature: none, those with a step that costs extension units (`ai`), every transformation, or all of them. The thumbnails that answers of the API name are image URLs like any other: who shows them signs them.',
  ),
  restrictUnsignedVideos: setting(restriction, 'off', 'The same for videos. Has no effect yet.'),
  restrictUnnamedTransformations: setting(
    boolean,
    false,
    'Only named transformations, unless the URL is signed.',
  ),
  sanitizeSvg: setting(boolean, true, 'Strip scripts from every delivered SVG.'),
  defaultFormat: setting(oneOf('auto', 'original'), 'auto', 'Format of an image whose URL names none.'),
  autoAvif: setting(boolean, false, 'AVIF among the automatic formats.'),
  defaultQuality: setting(integer(1, 100), 80, 'Quality of an image whose URL names none.'),
  defaultVideoQuality: setting(
    integer(1, 100),
    50,
    'Quality of a video whose URL names none. Has no effect yet.',
  ),
  keepMetadata: setting(boolean, false, 'Keep EXIF, IPTC and XMP when the URL has no `md`.'),
  keepColorProfile: setting(boolean, false, 'Keep the colour profile when the URL has no `cp`.'),
  pngCompression: setting(oneOf('lossless', 'palette'), 'lossless', 'How PNG output is compressed.'),
  dataSaver: setting(boolean, false, '`Save-Data: on` lowers the quality.'),
  cacheControl: setting(
    headerText,
    'public, s-maxage=31536000, max-age=31536000, must-revalidate',
    '`Cache-Control` of delivered files.',
  ),
  privateCacheControl: setting(
    headerText,
    'private, max-age=0, must-revalidate',
    '`Cache-Control` of delivered private files.',
  ),
  originTtlSeconds: setting(
    integer(0, YEAR_SECONDS),
    86_400,
    'How long a file of an external origin is not asked for again. Has no effect yet.',
  ),
  staleWhileOriginDownSeconds: setting(
    integer(0, YEAR_SECONDS),
    86_400,
    'How much longer such a file is delivered while its origin does not answer. Has no effect yet.',
  ),
  mediaDomains: setting(
    mediaDomains,
    {},
    'Hosts of your own, each with the id of the URL endpoint that it stands for. Has no effect yet.',
  ),
  blockedIps: setting(addresses, [], 'Clients whose requests for files are answered 403.'),
  allowedIps: setting(addresses, [], 'When there are any, all other clients are answered 403.'),
  blockedReferers: setting(referers, [], 'Requests from pages of these hosts are answered 403.'),
  allowedReferers: setting(
    referers,
    [],
    'When there are any, requests from pages of other hosts, and those that do not say where they come from, are answered 403.',
  ),
  blockedUserAgents: setting(userAgents, [], 'Requests with one of these in `User-Agent` are answered 403.'),
  defaultUpload: setting(
    uploadDefaults,
    {},
    'Parameters of an upload that does not send them itself, by their names.',
  ),
  rateLimits: setting(rateLimits, {}, 'How often the API may be called.'),
  maxUploadBytes: setting(bytes(1), 2 * 1024 ** 3, 'Largest file an upload may bring, decoded.'),
  maxImageBytes: setting(bytes(1), 40_000_000, 'Largest stored file a transformation takes in.'),
  maxMegapixels: setting(
    integer(1, 2000),
    100,
    'Largest image a transformation takes in or makes, in millions of pixels, all frames together. All steps of a URL together make at most five times as much.',
  ),
} as const;

export type SettingKey = keyof typeof SETTINGS;

export type Settings = Readonly<{
  [Key in SettingKey]: (typeof SETTINGS)[Key] extends Setting<infer T> ? T : never;
}>;

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The environment variable of a setting. */
export function variableOf(key: SettingKey): string {
  return `HALFTONE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Undefined for what the setting may not be. */
export function readSetting<Key extends SettingKey>(key: Key, json: unknown): Settings[Key] | undefined {
  return SETTINGS[key].type.read(json) as Settings[Key] | undefined;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze(
  Object.fromEntries(SETTING_KEYS.map((key) => [key, readSetting(key, SETTINGS[key].default)])),
) as Settings;
