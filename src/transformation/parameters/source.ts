/** What is opened: page, density, default image, named transformation (spec 2.7). */
import { anyText, boolean, type Grammar, mapped, scalar, word } from './grammar.ts';
import { parameter } from './parameter.ts';

/** `@@` stands for a slash; slashes at either end are dropped. */
export const filePath: Grammar<string> = mapped(
  anyText,
  'a path whose slashes are written @@',
  (text) => trimSlashes(text.replaceAll('@@', '/')) || undefined,
  (path) => path.replaceAll('/', '@@'),
);

/** A few pages or layers; a range without an end is `[from, undefined]`. */
export type Pages =
  | { readonly names: readonly string[] }
  | { readonly pages: readonly (readonly [number, number | undefined])[] };

const MAX_PARTS = 100;

const pages: Grammar<Pages> = {
  allowed: 'a page from 1, or for PSD a list such as 1_3_5, a range such as 2-4 or 4-, or name-<layer>',
  read: (text) => {
    if (text.startsWith('name-')) {
      const names = text
        .slice('name-'.length)
        .replace(/^"|"$/g, '')
        .split('"_"', MAX_PARTS + 1);
      return names.length <= MAX_PARTS && names.every((name) => name !== '') ? { names } : undefined;
    }
    const parts = text.split('_', MAX_PARTS + 1).map(readPages);
    return parts.length <= MAX_PARTS && parts.every((part) => part !== undefined)
      ? { pages: parts }
      : undefined;
  },
  write: (value) =>
    'names' in value
      ? `name-${value.names.map((name) => `"${name}"`).join('_')}`
      : value.pages
          .map(([from, to]) => (from === to ? `${from}` : `${from}-${to === undefined ? '' : to}`))
          .join('_'),
};

function readPages(text: string): readonly [number, number | undefined] | undefined {
  const [, first, dash, last] = /^(\d{1,6})(-?)(\d{0,6})$/.exec(text) ?? [];
  if (first === undefined || Number(first) < 1) return undefined;
  const from = Number(first);
  if (!dash) return last ? undefined : [from, from];
  const to = last ? Number(last) : undefined;
  return to !== undefined && to < from ? undefined : [from, to];
}

function trimSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

const common = { family: 'source', places: ['image'] } as const;

export const source = {
  pg: parameter({
    ...common,
    places: ['image', 'layer'],
    sdk: ['page'],
    summary:
      'The page, frame or layer to render, from 1, of a URL that ends in /ik-thumbnail.jpg; for PSD several, or layers by name.',
    grammar: pages,
    byDefault: 'the first',
    examples: ['pg-2', 'pg-1_3_5', 'pg-2-4', 'pg-4-', 'pg-name-"Layer 1"_"Layer 2"', 'pg-name-layer-4'],
    rendered: 'partly',
  }),
  dn: parameter({
    ...common,
    sdk: ['density'],
    summary:
      'Dots per inch: for vector files the density they are drawn at, for others what is written into the file.',
    grammar: scalar({ min: 1, max: 1200 }),
    byDefault: 'that of the file',
    examples: ['dn-300', 'dn-idn_mul_2'],
    rendered: 'partly',
  }),
  di: parameter({
    ...common,
    sdk: ['defaultImage'],
    summary: 'The file of the library that is served, transformed alike, when the file asked for is missing.',
    grammar: filePath,
    byDefault: '404 for a missing file',
    examples: ['di-folder@@file.jpg'],
    rendered: 'yes',
    emptyIsAbsent: true,
  }),
  n: parameter({
    ...common,
    places: ['image', 'layer', 'video'],
    sdk: ['named'],
    summary: 'Is replaced by a named transformation of the account.',
    grammar: word(/^\w+$/, 'letters, digits and _'),
    byDefault: 'none',
    examples: ['n-ik_ml_thumbnail'],
    rendered: 'yes',
  }),
  c2pa: parameter({
    ...common,
    sdk: [],
    summary: 'Content credentials: accepted, without effect.',
    grammar: boolean,
    byDefault: 'false',
    examples: ['c2pa-true'],
    rendered: 'yes',
    bare: true,
    absent: false,
  }),
};
