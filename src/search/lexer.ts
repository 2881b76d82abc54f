/**
 * Reads the tokens of rest-api.md 3.2, each when the parser expects it: what a character means depends on where it
 * stands (`name:"x"`, but `2020-01-01T12:00`).
 */
import type { Operator } from './ast.ts';
import { QueryProblem } from './errors.ts';

export type Token = {
  readonly text: string;
  readonly quoted: boolean;
  /** Of its first character, from 0. */
  readonly position: number;
};

export type Lexer = ReturnType<typeof createLexer>;

const SPACE = /\s*/y;
const NAME = /\p{L}[\p{L}\p{N}_.-]*/uy;
const WORD = /[^\s()[\],"']+/y;
const SIGN = /<=|>=|=|:|<|>/y;
const KEYWORD = /[A-Za-z]+/y;
const CONNECTIVES = ['AND', 'OR'];

export function createLexer(text: string) {
  let position = 0;

  /** Takes what matches here, blanks before it included; takes nothing where nothing matches. */
  function take(pattern: RegExp): string | undefined {
    SPACE.lastIndex = position;
    SPACE.exec(text);
    pattern.lastIndex = SPACE.lastIndex;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) position = pattern.lastIndex;
    return found;
  }

  function here(): number {
    SPACE.lastIndex = position;
    SPACE.exec(text);
    return SPACE.lastIndex;
  }

  /** @param found where it is a token that has been read */
  function fail(
    expected: string,
    { position: at, text: token }: { position: number; text?: string } = { position: here() },
  ): never {
    WORD.lastIndex = at;
    const word = token ?? WORD.exec(text)?.[0] ?? text.slice(at, at + 1);
    const found = at === text.length ? 'the query ends' : `found ${shown(word)}`;
    throw problem(at, `expected ${expected}, ${found}.`);
  }

  /** @param at from 0, in UTF-16 units; a reader counts characters, from 1 */
  function problem(at: number, message: string): QueryProblem {
    return new QueryProblem(`At character ${[...text.slice(0, at)].length + 1}: ${message}`);
  }

  /** No database keeps such a text, so nothing can be equal to it, and PostgreSQL takes none to compare with. */
  function storable(content: string, at: number): string {
    if (!content.includes('\0') && content.isWellFormed()) return content;
    throw problem(at, 'a text may not contain the character NUL or half of a surrogate pair.');
  }

  /** A keyword in any case, as a whole word. */
  function keyword(word: string): boolean {
    const before = position;
    if (take(KEYWORD)?.toUpperCase() === word) return true;
    position = before;
    return false;
  }

  function string(): Token | undefined {
    const at = here();
    const quote = text[at];
    if (quote !== '"' && quote !== "'") return undefined;
    let content = '';
    for (let index = at + 1; index < text.length; index++) {
      const char = text[index] as string;
      if (char === quote) {
        position = index + 1;
        return { text: storable(content, at), quoted: true, position: at };
      }
      if (char !== '\\') content += char;
      else {
        const escaped = readEscape(text, index + 1);
        content += escaped.text;
        index += escaped.length;
      }
    }
    return fail(`${quote} at the end of the text that begins here`, { position: at });
  }

  return {
    here,
    fail,
    problem,
    keyword,
    isAtEnd: () => here() === text.length,

    punctuation(sign: '(' | ')' | '[' | ']' | ','): boolean {
      const at = here();
      if (text[at] !== sign) return false;
      position = at + 1;
      return true;
    },

    field(): Token {
      const at = here();
      const quoted = string();
      if (quoted !== undefined) return quoted;
      const name = take(NAME);
      if (name === undefined || CONNECTIVES.includes(name.toUpperCase()))
        return fail('a field', { position: at });
      return { text: name, quoted: false, position: at };
    },

    operator(): Operator {
      const at = here();
      const sign = take(SIGN);
      if (sign !== undefined) return sign as Operator;
      const isNegated = keyword('NOT');
      for (const word of ['IN', 'EXISTS'] as const) {
        if (keyword(word)) return isNegated ? `NOT ${word}` : word;
      }
      if (isNegated && take(/=/y) !== undefined) return 'NOT =';
      if (isNegated) return fail('=, IN or EXISTS');
      if (keyword('HAS')) return 'HAS';
      return fail('an operator', { position: at });
    },

    /**
     * A text or a bare word.
     * @param tail what the word after a bare word looks like when it belongs to it, as in `1 mb`
     */
    value(expected: string, tail?: RegExp): Token {
      const at = here();
      const quoted = string();
      if (quoted !== undefined) return quoted;
      const word = take(WORD);
      if (word === undefined || CONNECTIVES.includes(word.toUpperCase()))
        return fail(expected, { position: at });
      storable(word, at);
      const before = position;
      const next = tail === undefined ? undefined : take(WORD);
      if (next !== undefined && tail?.test(next)) {
        return { text: `${word} ${next}`, quoted: false, position: at };
      }
      position = before;
      return { text: word, quoted: false, position: at };
    },
  };
}

/** What stands after a backslash, and how many characters that takes. */
function readEscape(text: string, index: number): { text: string; length: number } {
  const char = text[index] ?? '';
  const hex = /^u([0-9a-fA-F]{4})/.exec(text.slice(index, index + 5))?.[1];
  if (hex !== undefined) return { text: String.fromCharCode(Number.parseInt(hex, 16)), length: 5 };
  return { text: char === 'n' ? '\n' : char === 't' ? '\t' : char, length: char.length };
}

/** A piece of the query in a message, not too long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39).toWellFormed()}…` : text);
}
