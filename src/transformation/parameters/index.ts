/**
 * Every parameter of the language, one row each. To add one: a row in its family's file, its geometry or its operation
 * in the plan, its pixels in imaging, its vectors in the tests.
 */
import { ai } from './ai.ts';
import { backgrounds } from './background.ts';
import { crop } from './crop.ts';
import { dimensions } from './dimensions.ts';
import { effects } from './effects.ts';
import { geometry } from './geometry.ts';
import { layer } from './layer.ts';
import { output } from './output.ts';
import type { Parameter } from './parameter.ts';
import { source } from './source.ts';
import { text } from './text.ts';
import { video } from './video.ts';

export const parameters = {
  ...source,
  ...dimensions,
  ...crop,
  ...backgrounds,
  ...geometry,
  ...effects,
  ...ai,
  ...output,
  ...layer,
  ...text,
  ...video,
} satisfies Readonly<Record<string, Parameter<unknown>>>;

export type { CropMode, Position } from './crop.ts';
export type { Radius } from './geometry.ts';
export { roundHalfUp } from './grammar.ts';
export type { AskedFormat } from './output.ts';
export type { Family, Parameter, Place } from './parameter.ts';

export type ParameterKey = keyof typeof parameters;
export type ParameterValues = {
  readonly [Key in ParameterKey]: (typeof parameters)[Key] extends Parameter<infer T> ? T : never;
};

const keys = Object.keys(parameters) as ParameterKey[];

/** The place of each key in the registry: the canonical order of a step. */
export const parameterOrder: ReadonlyMap<ParameterKey, number> = new Map(
  keys.map((key, index) => [key, index]),
);

/** What concerns a layer as a whole and is lifted out of its body. */
export const placementKeys: ReadonlySet<string> = new Set(Object.keys(layer));

/** Removed in 2023: `oi-`, `ot-` and their like (spec 4.10). */
const removed: ReadonlySet<string> = new Set(
  `oi oiar oibg oib oidpr oiq oic oicm oifo oix oiy oixc oiyc oit
   ot ote otw otbg otp otia otc otf ots ott
   ox oy oh ow obg ofo oa or`.split(/\s+/),
);

export function isParameterKey(key: string): key is ParameterKey {
  return Object.hasOwn(parameters, key);
}

export function isRemovedKey(key: string): boolean {
  return removed.has(key);
}

/** The row of a parameter, whatever its type. */
export function parameterOf(key: ParameterKey): Parameter<unknown> {
  return parameters[key] as Parameter<unknown>;
}

/** The known key nearest to a mistyped one, or the one an SDK's option name stands for; undefined when none is near. */
export function nearestKey(key: string): ParameterKey | undefined {
  if (key.length > LONGEST_GUESS) return undefined;
  const named = keys.find((known) => parameterOf(known).sdk.includes(key));
  if (named !== undefined) return named;
  const distances = keys.map((known) => ({ known, distance: editDistance(key.toLowerCase(), known) }));
  const best = distances.reduce((left, right) => (right.distance < left.distance ? right : left));
  return best.distance <= Math.max(1, Math.floor(best.known.length / 3)) ? best.known : undefined;
}

/** Longer than any key by more than a typing error. */
const LONGEST_GUESS = 20;

/** Insertions, deletions and replacements that turn one text into the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of [...left].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (right[j - 1] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
