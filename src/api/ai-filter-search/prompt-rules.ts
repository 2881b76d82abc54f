/** What a prompt can say besides names, tags and times: a table of patterns and what each means. */
import { type PromptContext, quote } from './prompt-parts.ts';

export type FileType = 'images' | 'videos' | 'cssJs' | 'others';

type Found = {
  readonly clause?: string;
  readonly fileType?: FileType;
  readonly versions?: true;
};

export type Rule = {
  /** Global, and blind to case. */
  readonly pattern: RegExp;
  readonly read: (match: readonly string[], context: PromptContext) => Found;
};

/** A comparison in words, as the operator it means. */
const MORE = 'larger|bigger|greater|heavier|longer|wider|taller|more|over|above';
const LESS = 'smaller|lighter|shorter|narrower|less|under|below';
const LIMIT = 'at least|at most';

function operatorOf(word: string | undefined): string {
  const lower = (word ?? '').toLowerCase();
  if (lower === 'at least') return '>=';
  if (lower === 'at most') return '<=';
  return MORE.split('|').includes(lower) ? '>' : '<';
}

function initial(unit: string | undefined): string {
  return (unit ?? '').slice(0, 1).toLowerCase();
}

const SIZE_UNITS: Readonly<Record<string, string>> = { b: 'b', k: 'kb', m: 'mb', g: 'gb' };
const TIME_UNITS: Readonly<Record<string, string>> = { s: 'sec', m: 'min', h: 'hr' };

const NUMBER = '(\\d{1,9}(?:\\.\\d{1,3})?)';
const COMPARE = `(${MORE}|${LESS}|${LIMIT})(?: than)?`;

/** Formats that a search knows, by what people call them. */
const FORMATS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'jpg',
      'webp',
      'png',
      'gif',
      'svg',
      'avif',
      'pdf',
      'css',
      'js',
      'mp4',
      'webm',
      'mov',
      'woff',
      'woff2',
    ].map((format) => [format, format]),
  ),
  jpeg: 'jpg',
  javascript: 'js',
  stylesheet: 'css',
};
const FORMAT = `(${Object.keys(FORMATS).join('|')})s?`;

function formats(text: string): Found {
  const named = text.toLowerCase().match(new RegExp(`\\b${FORMAT}\\b`, 'g')) ?? [];
  const found = [...new Set(named.map((name) => FORMATS[name] ?? FORMATS[name.replace(/s$/, '')] ?? name))];
  const list = found.map(quote).join(', ');
  const isCode = found.every((format) => format === 'css' || format === 'js');
  return {
    clause: found.length === 1 ? `format = ${list}` : `format IN [${list}]`,
    ...(isCode && { fileType: 'cssJs' }),
  };
}

/** In their order: what a later one would misread, an earlier one has taken out. */
export const rules: readonly Rule[] = [
  {
    pattern: new RegExp(
      `\\b${COMPARE} ${NUMBER} ?(b|bytes?|k(?:i?b|ilobytes?)|m(?:i?b|egabytes?)|g(?:i?b|igabytes?))\\b`,
      'giu',
    ),
    read: ([, word, value, unit]) => ({
      clause: `size ${operatorOf(word)} ${quote(`${value}${SIZE_UNITS[initial(unit)]}`)}`,
    }),
  },
  {
    pattern: new RegExp(
      `\\b${COMPARE} ${NUMBER} ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\\b`,
      'giu',
    ),
    read: ([, word, value, unit]) => ({
      clause: `videoDuration ${operatorOf(word)} ${quote(`${value}${TIME_UNITS[initial(unit)]}`)}`,
    }),
  },
  {
    pattern: /\b(wider|narrower) than (\d{1,6}) ?(?:px|pixels?)?\b/giu,
    read: ([, word, value]) => ({ clause: `width ${operatorOf(word)} ${value}` }),
  },
  {
    pattern: /\b(taller|shorter) than (\d{1,6}) ?(?:px|pixels?)?\b/giu,
    read: ([, word, value]) => ({ clause: `height ${operatorOf(word)} ${value}` }),
  },
  {
    pattern: new RegExp(`\\b${FORMAT}(?:(?:,? (?:and|or) |, ?)${FORMAT})*\\b`, 'giu'),
    read: ([all]) => formats(all ?? ''),
  },
  { pattern: /\b(?:not private|non-private|public)\b/giu, read: () => ({ clause: 'private = false' }) },
  { pattern: /\bprivate\b/giu, read: () => ({ clause: 'private = true' }) },
  {
    pattern: /\b(?:not published|unpublished|drafts?)\b/giu,
    read: () => ({ clause: 'published = false' }),
  },
  { pattern: /\bpublished\b/giu, read: () => ({ clause: 'published = true' }) },
  {
    pattern: /\b(?:transparent|with (?:a )?transparen(?:cy|t background))\b/giu,
    read: () => ({ clause: 'transparency = true' }),
  },
  {
    pattern: /\b(?:untagged|not tagged|(?:without|with no|no) (?:any )?tags?)\b/giu,
    read: () => ({ clause: 'tags NOT EXISTS' }),
  },
  {
    pattern: /\b(?:(?:including|and|with) )?(?:all |old(?:er)? |previous )?versions?\b/giu,
    read: () => ({ clause: 'type IN ["file", "file-version"]', versions: true }),
  },
  {
    pattern: /\b(?:in|inside|within|from) (?:this|the current|my current) folder\b/giu,
    read: (_, { currentFolder }) => ({ clause: `path : ${quote(currentFolder)}` }),
  },
  { pattern: /\bfolders\b/giu, read: () => ({ clause: 'type = "folder"' }) },
  {
    pattern: /\b(?:images?|photos?|photographs?|pictures?|pics?)\b/giu,
    read: () => ({ fileType: 'images' }),
  },
  { pattern: /\b(?:videos?|clips?|movies?|films?)\b/giu, read: () => ({ fileType: 'videos' }) },
];
