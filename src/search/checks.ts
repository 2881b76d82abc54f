/** `checks` of an upload: an expression that must be true, or nothing is stored (rest-api.md 2.3). */
import type { Node } from './ast.ts';
import { type CheckField, type CheckTarget, checkFields } from './check-fields.ts';
import type { CustomField } from './custom-operators.ts';
import { errors, explained } from './errors.ts';
import { evaluate, type Values } from './evaluate.ts';
import { parse } from './parser.ts';

export type Checks = Node<CheckTarget>;

/**
 * What is known about an upload: of each field its value or values, null or undefined where it has none. The duration
 * is in seconds. Custom metadata by the names of its fields, dates in milliseconds since 1970.
 */
export type CheckFacts = { readonly [Name in CheckField]?: Fact } & {
  readonly customMetadata?: Readonly<Record<string, Fact>>;
};

type Fact = string | number | boolean | readonly (string | number | boolean)[] | null | undefined;

/**
 * Understands the parameter before the file is read.
 * Errors: 400 `invalid syntax for the checks parameter`, its help says where and what was expected.
 */
export function parseChecks(text: string, customFields: readonly CustomField[], now: number): Checks {
  try {
    return parse(text, checkFields(customFields), now);
  } catch (problem) {
    throw explained(errors.invalidChecks(), problem);
  }
}

/** Errors: 400 `Your request failed 'checks' validation.` */
export function evaluateChecks(checks: Checks, facts: CheckFacts): void {
  const passed = evaluate(checks, (target) => {
    if (typeof target === 'object') return valuesOf(facts.customMetadata?.[target.customMetadata]);
    if (target !== 'request.folder') return valuesOf(facts[target]);
    return valuesOf(facts[target]).map((folder) => String(folder).replace(/^\/+|\/+$/g, ''));
  });
  if (!passed) throw errors.checksFailed();
}

function valuesOf(fact: Fact): Values {
  if (fact === null || fact === undefined) return [];
  return typeof fact === 'object' ? fact : [fact];
}
