/** From what a client sends to what is stored of it. Pure: a change is checked whole before any of it is written. */
import { nearest } from '../kernel/index.ts';
import {
  DEFAULT_SETTINGS,
  readSetting,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type Settings,
  variableOf,
} from '../settings/index.ts';
import { errors } from './errors.ts';

/** JSON texts by key; null: back to the default. */
export type SettingsChange = Readonly<Partial<Record<SettingKey, string | null>>>;

/**
 * @param fixed keys that the environment gives
 * @throws errors.unknownSetting, errors.badSetting, errors.fixedSetting
 */
export function readChange(
  given: Readonly<Record<string, unknown>>,
  fixed: ReadonlySet<SettingKey>,
): SettingsChange {
  const entries = Object.entries(given).map(([key, json]) => {
    if (!isSettingKey(key)) throw errors.unknownSetting(key, nearest(key.slice(0, 100), SETTING_KEYS) ?? '');
    return [key, json] as const;
  });
  for (const [key] of entries) if (fixed.has(key)) throw errors.fixedSetting(key, variableOf(key));
  const change = entries.map(([key, json]) => [key, json === null ? null : textOf(key, json)]);
  return Object.fromEntries(change) as SettingsChange;
}

function isSettingKey(key: string): key is SettingKey {
  return (SETTING_KEYS as readonly string[]).includes(key);
}

function textOf(key: SettingKey, json: unknown): string {
  const value = readSetting(key, json);
  if (value === undefined) throw errors.badSetting(key, SETTINGS[key].type.allowed);
  return JSON.stringify(value);
}

/**
 * What holds: what the environment gives, else what is stored, else the default. What this version cannot read, since
 * another one wrote it, is as if it were not there.
 *
 * @param stored JSON texts by key
 */
export function settingsOf(stored: ReadonlyMap<string, string>, given: Partial<Settings>): Settings {
  const values = SETTING_KEYS.map((key) => [
    key,
    given[key] ?? readText(key, stored.get(key)) ?? DEFAULT_SETTINGS[key],
  ]);
  return Object.freeze(Object.fromEntries(values)) as Settings;
}

function readText(key: SettingKey, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return readSetting(key, JSON.parse(text));
  } catch {
    return undefined;
  }
}
