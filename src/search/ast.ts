/**
 * A query that has been understood: every field is known, every operator allowed, every value read. What it means is
 * said three times: `evaluate.ts` for values in memory, `sql/` for both databases.
 */

/** `Target` names where the values of a field are: of an asset in the library, or of an upload. */
export type Node<Target> =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node<Target>[] }
  | Clause<Target>
  /** About a deleted field of custom metadata: it matches nothing, whatever the operator. */
  | { readonly kind: 'never' };

export type Clause<Target> = {
  readonly kind: 'clause';
  readonly field: Field<Target>;
  readonly test: Test;
  /** Then it matches what does not pass the test, and so what has no value at all. */
  readonly negated: boolean;
};

/** A field has no value, one, or several: the test passes when one value does. */
export type Test =
  | { readonly op: 'in'; readonly values: readonly Value[] }
  | { readonly op: Order; readonly value: number }
  | { readonly op: 'prefix'; readonly value: string }
  /** A folder and everything below it; the path is normalised. */
  | { readonly op: 'below'; readonly path: string }
  /** All words are among those of the values, the last one as the beginning of one. */
  | { readonly op: 'has'; readonly words: readonly string[] }
  | { readonly op: 'exists' }
  | { readonly op: 'inside'; readonly region: Region };

export type Order = '<' | '<=' | '>' | '>=';

export type Value = string | number | boolean | Instant;

/** A date as precise as it was written: milliseconds since 1970, `to` not included. A comparison takes `from`. */
export type Instant = { readonly from: number; readonly to: number };

/** Degrees. */
export type Point = { readonly latitude: number; readonly longitude: number };

export type Region =
  | { readonly shape: 'circle'; readonly centre: Point; readonly metres: number }
  | { readonly shape: 'box'; readonly low: Point; readonly high: Point }
  | { readonly shape: 'polygon'; readonly corners: readonly Point[] };

export type Operator = '=' | 'NOT =' | ':' | 'IN' | 'NOT IN' | Order | 'HAS' | 'EXISTS' | 'NOT EXISTS';

export type ValueType =
  | 'text'
  /** Text in Unicode NFC, as names are kept. */
  | 'name'
  | 'path'
  /** The folder of an upload: a prefix need not end at a slash. */
  | 'folder'
  | 'kind'
  | 'format'
  | 'number'
  | 'size'
  | 'duration'
  | 'date'
  | 'boolean'
  /** Text, number or boolean, as it was written. */
  | 'option'
  | 'region';

export type Field<Target> = {
  /** As queries write it. */
  readonly name: string;
  readonly type: ValueType;
  readonly operators: readonly Operator[];
  readonly target: Target;
  readonly isDeleted?: boolean | undefined;
};

/** Fields by name; undefined where there is none. */
export type Fields<Target> = {
  find(name: string): Field<Target> | undefined;
  /** For proposals. */
  readonly names: readonly string[];
};

/** All clauses of a query. */
export function clausesOf<Target>(node: Node<Target>): Clause<Target>[] {
  if (node.kind === 'never') return [];
  return node.kind === 'clause' ? [node] : node.parts.flatMap(clausesOf);
}

/** Groups of one, and groups inside groups of their own kind, say nothing. */
export function group<Target>(kind: 'and' | 'or', parts: readonly Node<Target>[]): Node<Target> {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind, parts: flat };
}

/** What all rows must pass that a query admits. */
export function demandsOf<Target>(query: Node<Target>): readonly Node<Target>[] {
  return query.kind === 'and' ? query.parts : [query];
}
