/** From text to a query that has been understood (rest-api.md 3.2). */
import { nearest, words } from '../kernel/index.ts';
import {
  type Clause,
  clausesOf,
  type Field,
  type Fields,
  group,
  type Node,
  type Operator,
  type Test,
  type Value,
  type ValueType,
} from './ast.ts';
import { QueryProblem } from './errors.ts';
import { createLexer, type Lexer, shown, type Token } from './lexer.ts';
import { readings, readRegion } from './values/index.ts';

/** Limits of one query (rest-api.md 3.2): a database takes no more either. */
const MAX_BYTES = 8 * 1024;
const MAX_CLAUSES = 100;
const MAX_DEPTH = 20;
const MAX_ITEMS = 500;
/** Words to look for, each a look-up of its own. */
const MAX_WORDS = 100;
/** A misspelt field this near to a known one makes the message propose that; half of a short one must be right. */
const MISSPELT_BY = 2;

/**
 * Understands a query.
 * @param now milliseconds since 1970, for relative dates
 * @throws QueryProblem saying where the text is wrong and what was expected there
 */
export function parse<Target>(text: string, fields: Fields<Target>, now: number): Node<Target> {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new QueryProblem(`It is longer than ${MAX_BYTES} bytes.`);
  }
  try {
    return createParser(createLexer(text), fields, now)();
  } catch (problem) {
    // An official sample puts quotes around the whole query.
    const inner = /^\s*(["'])(.*)\1\s*$/s.exec(text)?.[2];
    if (!(problem instanceof QueryProblem) || inner === undefined) throw problem;
    try {
      return createParser(createLexer(inner), fields, now)();
    } catch {
      throw problem;
    }
  }
}

function createParser<Target>(lexer: Lexer, fields: Fields<Target>, now: number): () => Node<Target> {
  let clauses = 0;
  let items = 0;
  let searched = 0;

  function or(depth: number): Node<Target> {
    const parts = [and(depth)];
    while (lexer.keyword('OR')) parts.push(and(depth));
    return group('or', parts);
  }

  function and(depth: number): Node<Target> {
    const parts = [primary(depth)];
    while (lexer.keyword('AND')) parts.push(primary(depth));
    return group('and', parts);
  }

  function primary(depth: number): Node<Target> {
    const at = lexer.here();
    if (!lexer.punctuation('(')) return clause();
    if (depth === MAX_DEPTH) refuse(at, `parentheses may be nested ${MAX_DEPTH} deep`);
    const inner = or(depth + 1);
    if (!lexer.punctuation(')')) lexer.fail('AND, OR or )');
    return inner;
  }

  function clause(): Node<Target> {
    const at = lexer.here();
    if (++clauses > MAX_CLAUSES) refuse(at, `a query may have ${MAX_CLAUSES} clauses`);
    const field = known(lexer.field());
    const operatorAt = lexer.here();
    const operator = lexer.operator();
    if (!field.operators.includes(operator)) {
      lexer.fail(`one of ${field.operators.join(', ')} after ${field.name}`, { position: operatorAt });
    }
    const isNegated = operator.startsWith('NOT ');
    const read: Clause<Target> = { kind: 'clause', field, test: test(field, operator), negated: isNegated };
    return field.isDeleted ? { kind: 'never' } : read;
  }

  function known(token: Token): Field<Target> {
    const field = fields.find(token.text);
    if (field !== undefined) return field;
    const near = nearest(token.text, fields.names, Math.min(MISSPELT_BY, token.text.length / 2));
    const proposal = near === undefined ? '' : ` Did you mean ${near}?`;
    throw lexer.problem(token.position, `there is no field ${shown(token.text)}.${proposal}`);
  }

  function test(field: Field<Target>, operator: Operator): Test {
    switch (operator) {
      case 'EXISTS':
      case 'NOT EXISTS':
        return { op: 'exists' };
      case 'HAS':
        return { op: 'has', words: wordsOf(lexer.value('a text')) };
      case 'IN':
      case 'NOT IN':
        return { op: 'in', values: list(field) };
      case ':':
        return prefix(field);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return { op: operator, value: threshold(field) };
      default:
        return field.type === 'region' ? inside() : { op: 'in', values: [value(field.type)] };
    }
  }

  /** Each word once; the last one may be the beginning of another. */
  function wordsOf(token: Token): string[] {
    const all = words(token.text);
    const last = all.pop();
    if (last === undefined) return [];
    const each = [...new Set(all), last];
    searched += each.length;
    if (searched > MAX_WORDS) refuse(token.position, `a query may look for ${MAX_WORDS} words`);
    return each;
  }

  function list(field: Field<Target>): Value[] {
    const values: Value[] = [];
    if (!lexer.punctuation('[')) lexer.fail('[');
    if (lexer.punctuation(']')) return values;
    do {
      if (++items > MAX_ITEMS) refuse(lexer.here(), `lists may have ${MAX_ITEMS} items together`);
      values.push(value(field.type));
    } while (lexer.punctuation(','));
    if (!lexer.punctuation(']')) lexer.fail(', or ]');
    return values;
  }

  /** What `:` means depends on the field; for those that know no beginnings it is an older spelling of `=`. */
  function prefix(field: Field<Target>): Test {
    switch (field.type) {
      case 'path':
        return { op: 'below', path: String(value('path')) };
      case 'folder':
        return { op: 'prefix', value: String(value('name')).replace(/^\/+/, '') };
      case 'text':
      case 'name':
        return { op: 'prefix', value: String(value(field.type)) };
      case 'option':
        return { op: 'prefix', value: String(value('text')) };
      default:
        return { op: 'in', values: [value(field.type)] };
    }
  }

  function threshold(field: Field<Target>): number {
    const read = value(field.type === 'option' ? 'number' : field.type);
    return typeof read === 'object' ? read.from : Number(read);
  }

  function value(type: ValueType): Value {
    const { expected, tail, read } = readings[type === 'region' ? 'text' : type];
    const token = lexer.value(expected, tail);
    return read(token, now) ?? lexer.fail(expected, token);
  }

  function inside(): Test {
    const expected = 'a place such as "40,100 5km", "40,100|50,105" or "0,0|0,100|40,100|40,0"';
    const token = lexer.value(expected);
    return { op: 'inside', region: readRegion(token.text) ?? lexer.fail(expected, token) };
  }

  function refuse(at: number, limit: string): never {
    throw lexer.problem(at, `${limit}, no more.`);
  }

  return () => {
    const query = or(0);
    if (!lexer.isAtEnd()) lexer.fail('AND, OR or the end of the query');
    return query;
  };
}

/** Whether a query says anything about a field. */
export function mentions<Target>(query: Node<Target>, field: string): boolean {
  return clausesOf(query).some((clause) => clause.field.name === field);
}
