/** Conditions of if-blocks: `if-ar_gt_1`, `if-h_gte_100_and_h_lte_400_or_ar_lt_4-3` (spec 5.1). */
import { readNumber } from '../values/index.ts';

const PROPERTIES = ['w', 'h', 'ar', 'iw', 'ih', 'iar'] as const;
const COMPARISONS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const;
/** Far more than anyone writes. */
const MAX_TESTS = 32;
/** Aspect ratios are quotients: what differs by less is equal. */
const TOLERANCE = 1e-6;

/** `w h ar`: the image at this step; `iw ih iar`: the original. */
export type Property = (typeof PROPERTIES)[number];
export type Test = {
  readonly property: Property;
  readonly comparison: (typeof COMPARISONS)[number];
  readonly value: number | { readonly width: number; readonly height: number };
};
/** Any of the groups whose tests are all true: `and` binds tighter than `or`. */
export type Condition = readonly (readonly Test[])[];

/** What a condition must look like, for error messages. */
export const CONDITION_GRAMMAR = `tests such as w_gt_300 joined by _and_ or _or_, of ${PROPERTIES.join(' ')} with ${COMPARISONS.join(' ')}`;

export function readCondition(text: string): Condition | undefined {
  const parts = text.split('_', 4 * MAX_TESTS + 1);
  if (parts.length % 4 !== 3 || parts.length > 4 * MAX_TESTS) return undefined;
  const groups: Test[][] = [[]];
  for (let at = 0; at < parts.length; at += 4) {
    const joint = parts[at - 1];
    if (joint === 'or') groups.push([]);
    else if (at > 0 && joint !== 'and') return undefined;
    const test = readTest(parts[at], parts[at + 1], parts[at + 2]);
    if (test === undefined) return undefined;
    groups.at(-1)?.push(test);
  }
  return groups;
}

export function writeCondition(condition: Condition): string {
  return condition.map((tests) => tests.map(writeTest).join('_and_')).join('_or_');
}

export function holds(condition: Condition, values: Readonly<Record<Property, number>>): boolean {
  return condition.some((tests) => tests.every((test) => compare(values[test.property], test)));
}

/** Whether it asks for the size at its step, rather than only for that of the original. */
export function dependsOnSize(condition: Condition): boolean {
  return condition.some((tests) => tests.some(({ property }) => !property.startsWith('i')));
}

function readTest(property = '', comparison = '', value = ''): Test | undefined {
  const [width, height, ...rest] = value.split('-').map(readNumber);
  if (width === undefined || rest.length > 0) return undefined;
  if (value.includes('-') && (!property.endsWith('ar') || !height)) return undefined;
  if (!isOneOf(PROPERTIES, property) || !isOneOf(COMPARISONS, comparison)) return undefined;
  return { property, comparison, value: height === undefined ? width : { width, height } };
}

function writeTest({ property, comparison, value }: Test): string {
  const text = typeof value === 'number' ? `${value}` : `${value.width}-${value.height}`;
  return `${property}_${comparison}_${text}`;
}

function compare(left: number, { comparison, value }: Test): boolean {
  const right = typeof value === 'number' ? value : value.width / value.height;
  const equal = Math.abs(left - right) <= TOLERANCE;
  switch (comparison) {
    case 'eq':
      return equal;
    case 'ne':
      return !equal;
    case 'gt':
      return left > right && !equal;
    case 'gte':
      return left > right || equal;
    case 'lt':
      return left < right && !equal;
    case 'lte':
      return left < right || equal;
  }
}

function isOneOf<const Options extends readonly string[]>(
  options: Options,
  text: string,
): text is Options[number] {
  return options.includes(text);
}
