/**
 * Words as a `searchQuery` (rest-api.md 2.17): rules in a fixed order, each of which takes what it understands out of
 * the text. What is left are words of the name.
 */
import { GAP, MARK, type PromptContext } from './prompt-parts.ts';
import { type FileType, rules } from './prompt-rules.ts';
import { readTags } from './prompt-tags.ts';
import { readTimes } from './prompt-times.ts';
import { readName } from './prompt-words.ts';

export type PromptAnswer = {
  /** Empty where nothing was understood. */
  readonly searchQuery: string;
  readonly fileType: '' | FileType;
  readonly isVersionIncludedInSearch: boolean;
};

export function readPrompt(prompt: string, context: PromptContext): PromptAnswer {
  const { text, quoted } = takeQuotes(prompt.replace(/\s+/g, ' '));
  const times = readTimes(text, context);
  let { rest } = times;
  const facts: string[] = [];
  let fileType: PromptAnswer['fileType'] = '';
  let versions = false;
  for (const rule of rules) {
    rest = rest.replace(rule.pattern, (...match: string[]) => {
      const found = rule.read(match, context);
      if (found.clause !== undefined && !facts.includes(found.clause)) facts.push(found.clause);
      fileType = found.fileType ?? fileType;
      versions ||= found.versions === true;
      return GAP;
    });
  }
  const tags = readTags(rest, quoted);
  const name = readName(tags.rest, quoted);
  const clauses = [...name, ...tags.clauses, ...times.clauses, ...facts];
  return { searchQuery: clauses.join(' AND '), fileType, isVersionIncludedInSearch: versions };
}

/** What is quoted is taken as it is: as a tag, or as a name. */
function takeQuotes(prompt: string): { readonly text: string; readonly quoted: readonly string[] } {
  const quoted: string[] = [];
  const text = prompt.replaceAll(MARK, ' ').replace(/["“]([^"“”]*)["”]/g, (_, inside: string) => {
    quoted.push(inside.trim());
    return ` ${MARK}${quoted.length - 1}${MARK} `;
  });
  return { text, quoted };
}
