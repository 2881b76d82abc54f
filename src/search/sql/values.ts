/** Comparisons with values, in SQL that both databases understand alike. */
import { type RawBuilder, sql } from 'kysely';
import type { Instant, Order, Test, Value } from '../ast.ts';

export type Condition = RawBuilder<boolean>;
export type Sql = RawBuilder<unknown>;

export const NEVER: Condition = sql`1 = 0`;
export const ALWAYS: Condition = sql`1 = 1`;

/** A column as an expression that no index has. */
export function hidden(column: string): Sql {
  return sql`coalesce(${sql.ref(column)}, null)`;
}

/**
 * A condition that no index serves and no join is made of: it is only asked of rows that were found otherwise. (To
 * PostgreSQL it is one that half of all rows pass, while a hidden column would be one that few do.)
 */
export function opaque(condition: Condition): Condition {
  return sql`case when ${condition} then true else false end`;
}

export function and(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? ALWAYS : sql`(${sql.join(conditions, sql` and `)})`;
}

export function or(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? NEVER : sql`(${sql.join(conditions, sql` or `)})`;
}

/** Also true where the condition is null. */
export function not(condition: Condition): Condition {
  return sql`(${condition}) is not true`;
}

export function text(value: string): Sql {
  return sql`${value}`;
}

/** A number must say its type to PostgreSQL, which would take that of the column and refuse what does not fit it. */
export function real(value: number): Sql {
  return sql`cast(${value} as double precision)`;
}

/** Whole numbers that any column of 64 bits can be compared with. */
export function integer(value: number): Sql {
  const limit = Number.MAX_SAFE_INTEGER;
  return sql`cast(${Math.max(-limit, Math.min(limit, value))} as bigint)`;
}

/** The text begins with a prefix: a range, so that an index serves, and so that no character is a wildcard. */
export function startsWith(column: Sql, prefix: string): Condition {
  if (prefix === '') return sql`${column} is not null`;
  const end = successor(prefix);
  const from = sql<boolean>`${column} >= ${text(prefix)}`;
  return end === undefined ? from : and([from, sql`${column} < ${text(end)}`]);
}

/** The first text, in the order of UTF-8 bytes, after all that begin with the prefix. */
function successor(prefix: string): string | undefined {
  const points = Array.from(prefix, (char) => char.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

export function isText(column: Sql, test: Test): Condition {
  if (test.op === 'prefix') return startsWith(column, test.value);
  if (test.op === 'exists') return sql`${column} is not null`;
  if (test.op !== 'in') return NEVER;
  return oneOf(column, test.values.filter((value) => typeof value === 'string').map(text));
}

export function isInteger(column: Sql, test: Test): Condition {
  if (test.op === 'exists') return sql`${column} is not null`;
  if (test.op === 'in') return isNumberIn(column, test.values, integer, Number.isInteger);
  return isOrder(test) ? compareInteger(column, test.op, test.value) : NEVER;
}

export function isReal(column: Sql, test: Test): Condition {
  if (test.op === 'exists') return sql`${column} is not null`;
  if (test.op === 'in') return isNumberIn(column, test.values, real, Number.isFinite);
  return isOrder(test) ? sql`${column} ${sql.raw(test.op)} ${real(test.value)}` : NEVER;
}

export function isFlag(column: Sql, test: Test): Condition {
  if (test.op !== 'in') return NEVER;
  return oneOf(
    column,
    test.values.filter((value) => typeof value === 'boolean').map((value) => integer(value ? 1 : 0)),
  );
}

/** Whole numbers on one side, so whole numbers on the other: an index on integers serves no fractions. */
function compareInteger(column: Sql, op: Order, value: number): Condition {
  const bound = op === '<' || op === '>=' ? Math.ceil(value) : Math.floor(value);
  return sql`${column} ${sql.raw(op)} ${integer(bound)}`;
}

function isNumberIn(
  column: Sql,
  values: readonly Value[],
  bind: (value: number) => Sql,
  isPossible: (value: number) => boolean,
): Condition {
  const numbers = values.filter((value) => typeof value === 'number').filter(isPossible);
  const instants = values.filter((value): value is Instant => typeof value === 'object');
  return or([
    ...(numbers.length > 0 ? [oneOf(column, numbers.map(bind))] : []),
    ...instants.map(({ from, to }) => sql<boolean>`(${column} >= ${bind(from)} and ${column} < ${bind(to)})`),
  ]);
}

function oneOf(column: Sql, values: readonly Sql[]): Condition {
  return values.length === 0 ? NEVER : sql`${column} in (${sql.join(values)})`;
}

export function isOrder(test: Test): test is Extract<Test, { op: Order }> {
  return test.op === '<' || test.op === '<=' || test.op === '>' || test.op === '>=';
}
