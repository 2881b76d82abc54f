/** Text to items. A comma ends an item, a colon ends an item and its step, with the exceptions real URLs need (spec 1.3). */

import { errors } from '../errors.ts';
import { decodePercent } from '../values/index.ts';
import { LIMITS } from './limits.ts';

export type Token = {
  /** The item, decoded; never empty. */
  readonly text: string;
  /** Its first character, counted from 0. */
  readonly position: number;
  /** Whether a colon stands between it and the item before. */
  readonly startsStep: boolean;
};

/**
 * In one pass: empty items are dropped, every item is percent-decoded once, after splitting. Only a text without any
 * literal separator is decoded before: some clients encode the whole value.
 */
export function tokenize(raw: string): readonly Token[] {
  if (raw.length > LIMITS.characters) throw errors.tooComplex('characters', LIMITS.characters);
  const text = /[,:]/.test(raw) || !/%(?:2c|3a)/i.test(raw) ? raw : decodePercent(raw);
  const tokens: Token[] = [];
  let start = 0;
  let startsStep = true;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character !== undefined && character !== ',' && character !== ':') continue;
    if (character === ':' && belongsToValue(text, start, at)) continue;
    if (at > start) {
      if (tokens.length >= LIMITS.items) throw errors.tooComplex('parameters', LIMITS.items);
      tokens.push({ text: decodePercent(text.slice(start, at)), position: start, startsStep });
      startsStep = false;
    }
    startsStep ||= character === ':';
    start = at + 1;
  }
  return tokens;
}

/** The colon of `ar-4:3`, and of `di-https:@@@@host`; a step can never be a bare number, so nothing is ambiguous. */
function belongsToValue(text: string, start: number, colon: number): boolean {
  if (text.startsWith('ar-', start)) {
    SECOND_NUMBER.lastIndex = colon;
    return IS_RATIO_START.test(text.slice(start, colon)) && SECOND_NUMBER.test(text);
  }
  return text.startsWith('di-http', start) && /^di-https?$/.test(text.slice(start, colon));
}

const IS_RATIO_START = /^ar-[\d.]+$/;
const SECOND_NUMBER = /:[\d.]+(?![^,:])/y;
