/** What is left of a prompt: words that names are searched for. */
import { QUOTED, quote } from './prompt-parts.ts';

/** As many words as a name is likely to have, and more. */
const MAX_WORDS = 20;

/** Say nothing about a name. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about added all an and any are as at be by called can contain contains containing created did do edited every
  everything file files find for from get give has have having i in into is it its list look looking me modified my
  name named names need of on only or our please search show some tag tagged tags than that the their them then there
  these this those titled to updated uploaded us want was we were where which whose with you asset assets media`
    .split(/\s+/)
    .filter(Boolean),
);

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word.toLowerCase());
}

/** One clause for the words, the last in its singular, which finds both; one for each quoted text. */
export function readName(text: string, quoted: readonly string[]): readonly string[] {
  const phrases: string[] = [];
  const plain = text.replace(new RegExp(QUOTED, 'g'), (_, index: string) => {
    const phrase = wordsOf(quoted[Number(index)] ?? '').join(' ');
    if (phrase !== '') phrases.push(phrase);
    return ' ';
  });
  const words = wordsOf(plain).filter((word) => !isStopWord(word));
  const last = words.at(-1);
  const named = last === undefined ? [] : [[...words.slice(0, -1), singular(last)].join(' ')];
  return [...named, ...phrases].map((phrase) => `name HAS ${quote(phrase)}`);
}

function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS);
}

/** English, and only where it is sure: the beginning of a word finds the rest of it. */
function singular(word: string): string {
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) && word.length > 3 && !word.endsWith('ies') ? word.slice(0, -1) : word;
}
