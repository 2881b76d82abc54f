/** What a query means, said as plainly as possible: for values in memory. The databases must agree with it. */
import { words } from '../kernel/index.ts';
import type { Clause, Node, Point, Test, Value } from './ast.ts';
import { isInside } from './values/index.ts';

/** The values of one field of one thing; none where it has none. */
export type Values = readonly (string | number | boolean | Point)[];

export function evaluate<Target>(query: Node<Target>, valuesOf: (target: Target) => Values): boolean {
  switch (query.kind) {
    case 'never':
      return false;
    case 'and':
      return query.parts.every((part) => evaluate(part, valuesOf));
    case 'or':
      return query.parts.some((part) => evaluate(part, valuesOf));
    case 'clause':
      return passes(query, valuesOf(query.field.target)) !== query.negated;
  }
}

function passes<Target>({ field, test }: Clause<Target>, values: Values): boolean {
  if (test.op === 'has') return hasWords(values, test.words);
  // `marketing/` is the beginning of the folder `marketing`, too.
  const compared =
    field.type === 'folder' && test.op === 'prefix' ? values.map((value) => `${value}/`) : values;
  return compared.some((value) => passesOne(value, test));
}

function passesOne(value: Values[number], test: Exclude<Test, { op: 'has' }>): boolean {
  switch (test.op) {
    case 'exists':
      return true;
    case 'in':
      return test.values.some((wanted) => isEqual(value, wanted));
    case 'prefix':
      return typeof value === 'string' && value.startsWith(test.value);
    case 'below':
      return test.path === '/' || value === test.path || String(value).startsWith(`${test.path}/`);
    case 'inside':
      return typeof value === 'object' && isInside(value, test.region);
    case '<':
      return typeof value === 'number' && value < test.value;
    case '<=':
      return typeof value === 'number' && value <= test.value;
    case '>':
      return typeof value === 'number' && value > test.value;
    case '>=':
      return typeof value === 'number' && value >= test.value;
  }
}

function isEqual(value: Values[number], wanted: Value): boolean {
  if (typeof wanted !== 'object') return value === wanted;
  return typeof value === 'number' && value >= wanted.from && value < wanted.to;
}

/** All wanted words occur, the last one as the beginning of a word (rest-api.md 3.6). */
function hasWords(values: Values, wanted: readonly string[]): boolean {
  const present = values.flatMap((value) => words(String(value)));
  const last = wanted.at(-1);
  return (
    last !== undefined &&
    wanted.slice(0, -1).every((word) => present.includes(word)) &&
    present.some((word) => word.startsWith(last))
  );
}
