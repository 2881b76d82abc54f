/** Generated queries: all fields, all operators, values that libraries have and values that none has. */
import { assetFields } from './asset-fields.ts';
import type { Field, Operator } from './ast.ts';
import { FIELDS, POOL } from './library.testing.ts';
import type { Random } from './random.testing.ts';

const fields = assetFields(FIELDS);
const NAMES = [...fields.names, 'embeddedMetadata.Make', 'embeddedMetadata.ISO'];

export function makeQuery(random: Random, depth = 0): string {
  const parts = Array.from({ length: 1 + random.below(depth === 0 ? 4 : 3) }, () =>
    depth < 3 && random.chance(0.25) ? `(${makeQuery(random, depth + 1)})` : makeClause(random),
  );
  const [first = '', ...rest] = parts;
  return rest.reduce((query, part) => `${query} ${random.pick(['AND', 'AND', 'OR', 'or'])} ${part}`, first);
}

function makeClause(random: Random): string {
  const name = random.chance(0.1) ? 'type' : random.pick(NAMES);
  const field = fields.find(name);
  if (field === undefined) throw new Error(`${name} is no field`);
  const operator = random.pick(field.operators);
  const written = name.includes('.') || random.chance(0.1) ? `"${name}"` : name;
  return `${written} ${operator}${makeOperand(random, field, operator)}`;
}

function makeOperand(random: Random, field: Field<unknown>, operator: Operator): string {
  const value = () => ` ${makeValue(random, field, operator)}`;
  if (operator === 'EXISTS' || operator === 'NOT EXISTS') return '';
  if (operator !== 'IN' && operator !== 'NOT IN') return value();
  return ` [${Array.from({ length: random.below(4) }, value).join(',')} ]`;
}

function makeValue(random: Random, { name, type }: Field<unknown>, operator: Operator): string {
  switch (type) {
    case 'kind':
      return random.pick(['file', '"file"', '"file-version"', "'folder'"]);
    case 'path':
      return quote(random.pick([...POOL.folders, '/shop/', 'shop//red', '/nowhere', '/a'.repeat(60)]));
    case 'format':
      return random.pick(['jpg', '"jpeg"', '"PNG"', 'svg', 'pdf', 'mp4', '"nothing"']);
    case 'number':
      return String(random.pick([...POOL.numbers, 500.5, 501, 99_999_999_999_999]));
    case 'size':
      return random.pick(['500', '"1kb"', '1.5 kb', '1MB', '"5 gb"', '0.3kb', '9999999999999gb']);
    case 'duration':
      return random.pick(['30', '"30sec"', '"1.5min"', '1 m', '2hr']);
    case 'date':
      return random.pick([
        '7d',
        '"1m"',
        '1y',
        '24h',
        '1w',
        '9999999999999999y',
        '2020-01-01',
        '"2020-01-01T12:12:12"',
        '2020-01-01 12:12:12.345',
        '"2026-03-31T14:00:00+02:00"',
        '1970-01-01',
      ]);
    case 'boolean':
      return random.pick(['true', 'false', '"true"']);
    case 'option':
      if (['<', '<=', '>', '>='].includes(operator)) return String(random.pick(POOL.numbers));
      return random.pick([
        '"luxury"',
        'lux',
        '"500"',
        '500',
        '1',
        'true',
        'false',
        '"l"',
        '""',
        quote(random.pick(POOL.texts)),
      ]);
    case 'region':
      return random.pick([
        '"40,100 5km"',
        '"40,100 1 m"',
        '"0,0|50,105"',
        '"0,0|0,120|60,120|60,0"',
        '"0,0|41,99|42,101"',
        '"-40,150|-30,152"',
        '"0,0 99999mi"',
      ]);
    default:
      return quote(makeText(random, name, operator));
  }
}

function makeText(random: Random, name: string, operator: Operator): string {
  const pool: readonly string[] =
    name === 'name'
      ? POOL.names
      : name === 'id'
        ? POOL.ids
        : name.endsWith('tags')
          ? POOL.tags
          : [...POOL.texts, ...POOL.tags];
  const text = random.pick([
    ...pool,
    ...pool,
    '%',
    '_',
    '',
    'e\u0301te\u0301',
    'red sum',
    'SALE',
    'dress re',
    '…',
    '\u{10ffff}',
  ]);
  if (operator !== ':' && operator !== 'HAS') return text;
  // A beginning, cut between characters.
  const characters = Array.from(text);
  return characters.slice(0, 1 + random.below(characters.length + 1)).join('');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
