/** Extensions of files (rest-api.md 2.14): their grammar, and what a backend for one looks like. */
export {
  createExtensionRegistry,
  type ExtensionAdapter,
  type ExtensionInput,
  type ExtensionRegistry,
  type ExtensionResult,
  type TaskAnswer,
} from './adapter.ts';
export {
  type AiTasks,
  type AutoTagging,
  EXTENSION_NAMES,
  EXTENSION_UNITS,
  type ExtensionConfig,
  type ExtensionName,
} from './config.ts';
export { errors as extensionErrors } from './errors.ts';
export type { FieldRules, Lookups } from './lookups.ts';
export {
  parseConfiguration,
  parseExtensions,
  parseExtensionsText,
  SAVED_EXTENSION,
  SAVED_EXTENSION_ID,
} from './parse.ts';
export { type ChoiceField, type TaskEffects, taskEffects, withVocabularies } from './task-effects.ts';
