import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AssetTarget, assetFields } from './asset-fields.ts';
import type { Node } from './ast.ts';
import { FIELDS, NOW } from './library.testing.ts';
import { parse } from './parser.ts';
import { parseAssetQuery } from './search.ts';

const fields = assetFields(FIELDS);

/** A query as it was understood, in brackets. */
function show(node: Node<AssetTarget>): string {
  if (node.kind === 'never') return 'never';
  if (node.kind !== 'clause') return `(${node.parts.map(show).join(` ${node.kind} `)})`;
  const { op, ...values } = node.test;
  const shown = Object.values(values).map((value) => ` ${JSON.stringify(value)}`);
  return `${node.negated ? 'not ' : ''}${node.field.name} ${op}${shown.join('')}`;
}

const day = (text: string) => {
  const from = Date.parse(text);
  return JSON.stringify({ from, to: from + 86_400_000 });
};
const DAY = 86_400_000;

const understood: readonly (readonly [query: string, meaning: string])[] = [
  // The examples of rest-api.md 3.9.
  ['createdAt > "7d" AND name: "file-name"', `(createdAt > ${NOW - 7 * DAY} and name prefix "file-name")`],
  [
    '(size < "1mb" AND width > 500) OR (tags IN ["summer-sale","banner"])',
    '((size < 1048576 and width > 500) or tags in ["summer-sale","banner"])',
  ],
  ['name = "red-dress-summer.jpg"', 'name in ["red-dress-summer.jpg"]'],
  [
    'type = "file" AND name = "a \\"quoted\\" name.jpg"',
    '(type in ["file"] and name in ["a \\"quoted\\" name.jpg"])',
  ],
  ['type IN ["file","file-version"]', 'type in ["file","file-version"]'],
  ['createdAt < 2020-01-01', `createdAt < ${Date.parse('2020-01-01')}`],
  ['createdAt < 2w', `createdAt < ${NOW - 14 * DAY}`],
  ['format IN ["jpg","webp"] AND private = false', '(format in ["jpg","webp"] and private in [false])'],
  ['tags NOT EXISTS', 'not tags exists'],
  ['tags HAS "sale"', 'tags has ["sale"]'],
  ['path : "/sales-banner/" AND format = "png"', '(path below "/sales-banner" and format in ["png"])'],
  ['"customMetadata.rating" > 4.3', 'customMetadata.rating > 4.3'],
  ['"customMetadata.tuple" IN ["luxury", 500, true]', 'customMetadata.tuple in ["luxury",500,true]'],
  [
    '"embeddedMetadata.DateTimeOriginal" > "1y"',
    `embeddedMetadata.DateTimeOriginal > ${Date.parse('2025-03-31T12:00:00Z')}`,
  ],
  [
    '"embeddedMetadata.LocationTaken" = "40,100 5km"',
    'embeddedMetadata.LocationTaken inside {"shape":"circle","centre":{"latitude":40,"longitude":100},"metres":5000}',
  ],
  ['name NOT = "red-dress.jpg"', 'not name in ["red-dress.jpg"]'],

  // AND binds tighter; keywords in any case; blanks where they please.
  ['name="a" OR name="b" and name="c"', '(name in ["a"] or (name in ["b"] and name in ["c"]))'],
  ['name="a" AND (name="b" OR name="c")', '(name in ["a"] and (name in ["b"] or name in ["c"]))'],
  ['((name="a"))', 'name in ["a"]'],
  ['name\nnot  in\t[ "a" ,\'b\' ]', 'not name in ["a","b"]'],
  ['name IN []', 'name in []'],
  ['size>=1.5kb', 'size >= 1536'],
  ['createdAt>7d', `createdAt > ${NOW - 7 * DAY}`],
  ['customMetadata.brand = x', 'customMetadata.brand in ["x"]'],
  ['tags NOT IN ["a"]', 'not tags in ["a"]'],

  // Escapes, and texts that look like something else.
  ['name = "\\u00e9\\n\\t\\\\\\x"', 'name in ["é\\n\\t\\\\x"]'],
  ["name = 'a\"b'", 'name in ["a\\"b"]'],
  ['name = "AND"', 'name in ["AND"]'],
  ['name = true', 'name in ["true"]'],
  ['name = "e\\u0301"', 'name in ["é"]'],

  // Values.
  ['createdAt = "2020-02-29"', `createdAt in [${day('2020-02-29')}]`],
  ['createdAt > 2020-01-01 12:12:12', `createdAt > ${Date.parse('2020-01-01T12:12:12Z')}`],
  ['createdAt > "2020-01-01T12:12:12.5+02:00"', `createdAt > ${Date.parse('2020-01-01T10:12:12.5Z')}`],
  ['createdAt > 1m', `createdAt > ${Date.parse('2026-02-28T12:00:00Z')}`],
  ['createdAt > 13M', `createdAt > ${Date.parse('2025-02-28T12:00:00Z')}`],
  ['createdAt > 36h', `createdAt > ${NOW - 1.5 * DAY}`],
  ['createdAt > 99999999999y', 'createdAt > -8640000000000000'],
  ['size < 1 MB AND size > "2 b"', '(size < 1048576 and size > 2)'],
  [
    'videoDuration > "1.5min" OR videoDuration = 30 OR videoDuration < "2hr"',
    '(videoDuration > 90000 or videoDuration in [30000] or videoDuration < 7200000)',
  ],
  ['path = "shop//red/"', 'path in ["/shop/red"]'],
  ['path : "/"', 'path below "/"'],
  ['name HAS "Red dréss, summ"', 'name has ["red","dress","summ"]'],
  ['name HAS "…"', 'name has []'],
  [
    '"embeddedMetadata.LocationTaken" = "40,100|50,-105"',
    'embeddedMetadata.LocationTaken inside {"shape":"box","low":{"latitude":40,"longitude":-105},"high":{"latitude":50,"longitude":100}}',
  ],
  [
    '"embeddedMetadata.Make" = "Canon" OR "embeddedMetadata.ISO" = 100',
    '(embeddedMetadata.Make in ["Canon"] or embeddedMetadata.ISO in [100])',
  ],
  ['"customMetadata.choice" > 4', 'customMetadata.choice > 4'],
  ['"customMetadata.gone" NOT = "a" AND name = "a"', '(never and name in ["a"])'],

  // Older spellings (spec/README.md).
  ['type : "folder"', 'type in ["folder"]'],
  ['private : true', 'private in [true]'],
  ['transparency IN [true]', 'transparency in [true]'],
  ['format : JPEG', 'format in ["jpg"]'],
  ['"createdAt >= 7d AND size > 2mb"', `(createdAt >= ${NOW - 7 * DAY} and size > 2097152)`],
  ['"name = "a""', 'name in ["a"]'],
  ['"customMetadata.brand" = "x"', 'customMetadata.brand in ["x"]'],
];

describe('a query that is understood', () => {
  for (const [query, meaning] of understood) {
    it(JSON.stringify(query), () => assert.equal(show(parse(query, fields, NOW)), meaning));
  }

  it('is about files where it says nothing about types', () => {
    assert.equal(
      show(parseAssetQuery('name = "a" OR size > 1', [], NOW)),
      '(type in ["file"] and (name in ["a"] or size > 1))',
    );
    assert.equal(
      show(parseAssetQuery('name = "a" OR type = "folder"', [], NOW)),
      '(name in ["a"] or type in ["folder"])',
    );
  });
});

const refused: readonly (readonly [query: string, help: string])[] = [
  // The examples of rest-api.md 3.9.
  ['name ~ "x"', 'At character 6: expected an operator, found "~".'],
  ['foo = 1', 'At character 1: there is no field "foo".'],
  [
    'width HAS "3"',
    'At character 7: expected one of =, NOT =, IN, NOT IN, <, <=, >, >= after width, found "HAS".',
  ],
  [
    'tags = "a"',
    'At character 6: expected one of IN, NOT IN, HAS, EXISTS, NOT EXISTS after tags, found "=".',
  ],
  ['(name = "a"', 'At character 12: expected AND, OR or ), the query ends.'],
  [
    'createdAt > "7q"',
    'At character 13: expected a date such as "2026-01-31", "2026-01-31T12:00:00" or "7d", found "7q".',
  ],
  ['private = "yes"', 'At character 11: expected true or false, found "yes".'],

  ['name', 'At character 5: expected an operator, the query ends.'],
  ['name =', 'At character 7: expected a text, the query ends.'],
  ['name = "a', 'At character 8: expected " at the end of the text that begins here, found "\\"".'],
  ['name = "a" name = "b"', 'At character 12: expected AND, OR or the end of the query, found "name".'],
  ['name = "a")', 'At character 11: expected AND, OR or the end of the query, found ")".'],
  ['name = "a" AND', 'At character 15: expected a field, the query ends.'],
  ['name = "a" OR OR name = "b"', 'At character 15: expected a field, found "OR".'],
  ['name = AND', 'At character 8: expected a text, found "AND".'],
  ['name NOT "a"', 'At character 10: expected =, IN or EXISTS, found "\\"".'],
  ['name IN "a"', 'At character 9: expected [, found "\\"".'],
  ['name IN ["a" "b"]', 'At character 14: expected , or ], found "\\"".'],
  ['ix = "a"', 'At character 1: there is no field "ix". Did you mean id?'],
  ['ab = "a"', 'At character 1: there is no field "ab".'],
  ['nam = "a"', 'At character 1: there is no field "nam". Did you mean name?'],
  [
    '"customMetadata.brnd" = "a"',
    'At character 1: there is no field "customMetadata.brnd". Did you mean customMetadata.brand?',
  ],
  ['__proto__ = 1', 'At character 1: expected a field, found "__proto__".'],
  ['"toString" = 1', 'At character 1: there is no field "toString".'],
  ['type = "image"', 'At character 8: expected "file", "file-version" or "folder", found "image".'],
  ['size > 1tb', 'At character 8: expected a size such as 500 or "1mb", found "1tb".'],
  ['width > 1e3', 'At character 9: expected a number, found "1e3".'],
  [`width > ${'9'.repeat(400)}`, `At character 9: expected a number, found "${'9'.repeat(39)}…".`],
  [
    'createdAt > 2020-02-30',
    'At character 13: expected a date such as "2026-01-31", "2026-01-31T12:00:00" or "7d", found "2020-02-30".',
  ],
  [
    'createdAt > 2020-01-01T12:00:00+24:00',
    'At character 13: expected a date such as "2026-01-31", "2026-01-31T12:00:00" or "7d", found "2020-01-01T12:00:00+24:00".',
  ],
  ['"customMetadata.rating" = "a"', 'At character 27: expected a number, found "a".'],
  [
    '"customMetadata.active" > true',
    'At character 25: expected one of =, NOT =, EXISTS, NOT EXISTS after customMetadata.active, found ">".',
  ],
  [
    '"embeddedMetadata.LocationTaken" = "91,0 1km"',
    'At character 36: expected a place such as "40,100 5km", "40,100|50,105" or "0,0|0,100|40,100|40,0", found "91,0 1km".',
  ],
  [
    'name = "\\u0000"',
    'At character 8: a text may not contain the character NUL or half of a surrogate pair.',
  ],
  [
    'name = "\\ud83d"',
    'At character 8: a text may not contain the character NUL or half of a surrogate pair.',
  ],
  ...['name =', 'name :', 'name HAS', 'id =', 'path :', '"embeddedMetadata.Make" ='].map((start) => {
    const help = 'a text may not contain the character NUL or half of a surrogate pair.';
    return [`${start} a\0b`, `At character ${start.length + 2}: ${help}`] as const;
  }),
  [
    'tags IN [a, b\0]',
    'At character 13: a text may not contain the character NUL or half of a surrogate pair.',
  ],

  // A reader counts characters, however many units of the string they are.
  ['name = "🙂" name', 'At character 12: expected AND, OR or the end of the query, found "name".'],
  ['name = "🙂" AND nam = 1', 'At character 16: there is no field "nam". Did you mean name?'],
];

describe('a query that is refused', () => {
  for (const [query, help] of refused) {
    it(JSON.stringify(query).slice(0, 60), () =>
      assert.throws(() => parseAssetQuery(query, FIELDS, NOW), {
        status: 400,
        message: 'Your request contains invalid searchQuery parameter.',
        help,
      }),
    );
  }
});

describe('the limits of a query', () => {
  const list = (count: number) => `name IN [${Array.from({ length: count }, () => '"a"').join(',')}]`;
  const found = (count: number) =>
    `name HAS "${Array.from({ length: count }, (_, index) => `w${index}`).join(' ')}"`;
  const clauses = (count: number) => Array.from({ length: count }, () => 'size > 1').join(' AND ');
  const nested = (depth: number) => `${'('.repeat(depth)}size > 1${')'.repeat(depth)}`;
  const sized = (bytes: number) => `name = "${'é'.repeat((bytes - 9) / 2)}"`;
  const limits: readonly (readonly [string, (size: number) => string, number, RegExp])[] = [
    ['items of lists', list, 500, /^At character 2010: lists may have 500 items together, no more\.$/],
    ['words', found, 100, /^At character 10: a query may look for 100 words, no more\.$/],
    ['clauses', clauses, 100, /: a query may have 100 clauses, no more\.$/],
    ['parentheses', nested, 20, /^At character 21: parentheses may be nested 20 deep, no more\.$/],
    ['bytes', sized, 8_191, /^It is longer than 8192 bytes\.$/],
  ];
  for (const [what, make, most, help] of limits) {
    it(`of ${what}`, () => {
      parseAssetQuery(make(most), [], NOW);
      assert.throws(() => parseAssetQuery(make(most + (what === 'bytes' ? 2 : 1)), [], NOW), {
        status: 400,
        help,
      });
    });
  }

  it('hold for anything', () => {
    for (const text of [
      '('.repeat(8_000),
      '"'.repeat(8_000),
      '\\'.repeat(8_000),
      ' '.repeat(8_000),
      `name = ${'['.repeat(8_000)}`,
      'NOT '.repeat(2_000),
    ]) {
      assert.throws(() => parseAssetQuery(text, [], NOW), { status: 400 });
    }
  });
});
