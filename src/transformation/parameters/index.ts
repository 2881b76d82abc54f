/**
 * Every parameter of the language, one row each. To add one: a row in its family's file, its geometry or its operation
 * in the plan, its pixels in imaging, its vectors in the tests.
 */
import { nearest } from '../../kernel/index.ts';
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
  // A third of the letters may be wrong: of a single one none.
  const name = nearest(key.toLowerCase(), [...keysByName.keys()], Math.round(key.length / 3));
  return name === undefined ? undefined : keysByName.get(name);
}

/** Longer than any key by more than a typing error. */
const LONGEST_GUESS = 20;

/** The keys, and what the SDKs call them, without capitals; of two that share a name the first is meant. */
const keysByName: ReadonlyMap<string, ParameterKey> = new Map([
  ...keys.flatMap((key) => parameterOf(key).sdk.map((name) => [name.toLowerCase(), key] as const)).reverse(),
  ...keys.map((key) => [key, key] as const),
]);
