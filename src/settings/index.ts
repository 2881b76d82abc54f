/** What the owner can change while the server runs (the specification's table "Settings"): names, types, defaults. */
export { RATE_CLASSES, type RateClass, type RateLimits, type RateWindow } from './rate-limits.ts';
export {
  DEFAULT_SETTINGS,
  readSetting,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type Settings,
  variableOf,
} from './registry.ts';
