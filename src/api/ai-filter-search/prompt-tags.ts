/** `tagged summer`, `with tags a, b and c`: tags keep the case in which they are written. */
import { GAP, QUOTED, quote, type Reading } from './prompt-parts.ts';
import { isStopWord } from './prompt-words.ts';

const HEAD = /\b(?:(?:(?:with|having) )?(?:the )?tags?|tagged(?: (?:with|as))?)(?: ?[:=])? /iu;
const SEPARATOR = /^(?:, ?(?:(and|or) )?| (and|or) )/iu;
const VALUE = new RegExp(`^ ?(?:${QUOTED.source} ?|([\\p{L}\\p{M}\\p{N}_-]+))`, 'u');
const MAX_TAGS = 20;

/** With `and`, all of the tags; otherwise any of them. */
export function readTags(text: string, quoted: readonly string[]): Reading {
  const clauses: string[] = [];
  let rest = text;
  for (let head = HEAD.exec(rest); head !== null; head = HEAD.exec(rest)) {
    const list = readList(rest.slice(head.index + head[0].length), quoted);
    clauses.push(...clausesOf(list));
    rest = rest.slice(0, head.index) + GAP + list.rest;
  }
  return { clauses: clauses.slice(0, MAX_TAGS), rest };
}

type TagList = { readonly tags: readonly string[]; readonly all: boolean; readonly rest: string };

function readList(text: string, quoted: readonly string[]): TagList {
  const tags: string[] = [];
  let all = false;
  let rest = text;
  for (;;) {
    const separator = tags.length === 0 ? undefined : SEPARATOR.exec(rest);
    if (separator === null) break;
    const after = rest.slice(separator?.[0].length ?? 0);
    const value = VALUE.exec(after);
    const tag = value?.[1] === undefined ? value?.[2] : quoted[Number(value[1])];
    if (value === null || tag === undefined || tag === '' || isStopWord(tag)) break;
    const behind = after.slice(value[0].length);
    // In `tagged sale, red shoes` the words after the comma belong together and are no tag.
    if (tags.length > 0 && value[1] === undefined && goesOn(behind)) break;
    all ||= (separator?.[1] ?? separator?.[2])?.toLowerCase() === 'and';
    tags.push(tag);
    rest = behind;
  }
  return { tags: [...new Set(tags)].slice(0, MAX_TAGS), all, rest };
}

function goesOn(behind: string): boolean {
  const [, word] = /^ ([\p{L}\p{M}\p{N}_-]+)/u.exec(behind) ?? [];
  return word !== undefined && !isStopWord(word);
}

function clausesOf({ tags, all }: TagList): readonly string[] {
  if (tags.length === 0) return [];
  if (all) return tags.map((tag) => `tags IN [${quote(tag)}]`);
  return [`tags IN [${tags.map(quote).join(', ')}]`];
}
