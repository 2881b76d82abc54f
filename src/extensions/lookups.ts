import { ExtensionProblem } from './errors.ts';

/** What the grammar has to know of the account. */
export type Lookups = {
  /** The configuration of a saved extension; undefined where there is none of that id. */
  readonly saved: (id: string) => unknown;
  /** What a field of custom metadata admits; undefined where there is none of that name. */
  readonly field: (name: string) => FieldRules | undefined;
};

/** What is wrong with a value, in words; undefined where nothing is. */
export type FieldRules = {
  readonly check: (value: unknown) => string | undefined;
  /** With one item of a list, where the field holds a list. */
  readonly checkItem: (value: unknown) => string | undefined;
};

export function fieldAt(lookups: Lookups, name: string, where: string): FieldRules {
  const rules = lookups.field(name);
  if (rules === undefined) throw new ExtensionProblem(where, 'no such custom metadata field exists');
  return rules;
}
