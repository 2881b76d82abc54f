/** From what the client wrote to extensions (rest-api.md 2.14). Pure. */
import { parseJson } from '../kernel/index.ts';
import { readAiTasks } from './ai-tasks.ts';
import { type AutoTagging, EXTENSION_NAMES, type ExtensionConfig } from './config.ts';
import { ExtensionProblem, errors, explained } from './errors.ts';
import type { Lookups } from './lookups.ts';
import { readRemoveBg } from './remove-bg.ts';
import { integerAt, type Json, listAt, objectAt } from './values.ts';

/** Ours: there are five extensions, and of two with one name the last one counts. */
const MAX_EXTENSIONS = 50;

export const SAVED_EXTENSION = 'saved-extension';
export const SAVED_EXTENSION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The extensions of a list, each name once: of duplicates the last one counts, also when one of them was saved.
 * Errors: `invalidExtensions`, whose help says where and what.
 */
export function parseExtensions(given: unknown, lookups: Lookups): readonly ExtensionConfig[] {
  return explained(errors.invalidExtensions(), () => {
    const list = listAt(given, 'extensions', { max: MAX_EXTENSIONS });
    const configs = list.map((item, index) => {
      const where = `extensions[${index}]`;
      const extension = objectAt(item, where);
      return extension.name === SAVED_EXTENSION
        ? readSaved(extension, where, lookups)
        : readConfig(extension, where, lookups);
    });
    return [...new Map(configs.map((config) => [config.name, config])).values()];
  });
}

/** The text of a form field. Errors: `invalidExtensions`. */
export function parseExtensionsText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return explained(errors.invalidExtensions(), () => {
      throw new ExtensionProblem('extensions', 'a JSON list of extensions is expected');
    });
  }
}

/** What a saved extension holds: one that is not saved itself. Errors: `invalidConfiguration`, with help. */
export function parseConfiguration(given: unknown, lookups: Pick<Lookups, 'field'>): ExtensionConfig {
  return explained(errors.invalidConfiguration(), () =>
    readConfig(objectAt(given, 'config'), 'config', { ...lookups, saved: () => undefined }),
  );
}

/** It is checked again: the custom metadata fields it names may be gone. */
function readSaved(given: Json, where: string, lookups: Lookups): ExtensionConfig {
  const { id } = given;
  if (typeof id !== 'string' || !SAVED_EXTENSION_ID.test(id))
    throw new ExtensionProblem(`${where}.id`, 'the id of a saved extension is expected');
  const saved = lookups.saved(id);
  if (saved === undefined) throw new ExtensionProblem(`${where}.id`, 'no such saved extension exists');
  const place = `${where} (saved as ${id})`;
  return readConfig(objectAt(saved, place), place, lookups);
}

function readConfig(given: Json, where: string, lookups: Lookups): ExtensionConfig {
  const { name } = given;
  switch (name) {
    case 'remove-bg':
      return readRemoveBg(given, where);
    case 'google-auto-tagging':
    case 'aws-auto-tagging':
      return { name, ...readTagging(given, where) };
    case 'ai-auto-description':
      return { name };
    case 'ai-tasks':
      return readAiTasks(given, where, lookups);
    default:
      throw new ExtensionProblem(`${where}.name`, `one of ${EXTENSION_NAMES.join(', ')} is expected`);
  }
}

/** ImageKit's samples leave `minConfidence` out: it is 0 then. */
function readTagging(given: Json, where: string): Pick<AutoTagging, 'minConfidence' | 'maxTags'> {
  return {
    minConfidence: integerAt(given.minConfidence ?? 0, `${where}.minConfidence`, { min: 0, max: 100 }),
    maxTags: integerAt(given.maxTags, `${where}.maxTags`, { min: 0, max: 30 }),
  };
}
