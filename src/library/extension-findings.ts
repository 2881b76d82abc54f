/** From what a backend answers to what a file can take. A model may say anything. Pure. */
import { type ExtensionConfig, type ExtensionResult, extensionErrors } from '../extensions/index.ts';
import type { Finding } from './extension-units.ts';
import { isStorable } from './names.ts';
import type { AiTag } from './record.ts';

/** Ours: real ones are words. */
const MAX_NAME_LENGTH = 200;
/** What a user may write (rest-api.md 2.3). */
const MAX_DESCRIPTION_LENGTH = 1_000;

/** Errors: `refused` for an answer to another question. */
export function findingOf(
  config: ExtensionConfig,
  result: Exclude<ExtensionResult, { kind: 'bytes' }>,
): Finding {
  switch (config.name) {
    case 'google-auto-tagging':
    case 'aws-auto-tagging': {
      if (result.kind !== 'tags') break;
      return { kind: 'tags', tags: bestTags(config, result.tags) };
    }
    case 'ai-auto-description': {
      if (result.kind !== 'description') break;
      return { kind: 'description', description: shorten(result.description) };
    }
    case 'ai-tasks': {
      if (result.kind !== 'answers') break;
      return { kind: 'answers', config, answers: result.answers };
    }
  }
  throw extensionErrors.refused(`${config.name} backend answered ${result.kind}`);
}

/** Each name once, the surest first, within the limits of the request. */
function bestTags(
  { name: source, minConfidence, maxTags }: Extract<ExtensionConfig, { maxTags: number }>,
  found: readonly { readonly name: string; readonly confidence: number }[],
): readonly AiTag[] {
  const byName = new Map<string, AiTag>();
  for (const { name: given, confidence } of found.toSorted((a, b) => b.confidence - a.confidence)) {
    const name = given.trim();
    const isTag = name !== '' && name.length <= MAX_NAME_LENGTH && isStorable(name);
    const isSure = confidence >= minConfidence && confidence >= 0 && confidence <= 100;
    if (isTag && isSure && !byName.has(name)) byName.set(name, { name, confidence, source });
  }
  return [...byName.values()].slice(0, maxTags);
}

function shorten(description: string): string {
  const storable = description.replaceAll('\0', '').toWellFormed().trim();
  return storable.slice(0, MAX_DESCRIPTION_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
