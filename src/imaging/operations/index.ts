/** Every operation a plan can hold, and what executes it: the type has no room for one that is forgotten. */
import { type Operation, resolveDeferred } from '../../transformation/index.ts';

import { errors } from '../errors.ts';
import { eachFrame } from '../frames.ts';
import type { Picture } from '../picture.ts';
import { blur } from './blur.ts';
import { border } from './border.ts';
import { contrast } from './contrast.ts';
import { round } from './corners.ts';
import { flatten } from './flatten.ts';
import { findFocus } from './focus.ts';
import type { Found } from './found.ts';
import { frame } from './frame.ts';
import { scaledFirst } from './order.ts';
import { sharpen, unsharpMask } from './sharpen.ts';
import { grayscale, opacity } from './tones.ts';
import { findTrim } from './trim.ts';
import { flip, rotate } from './turn.ts';

type Kind = Operation['op'];
type Of<K extends Kind> = Extract<Operation, { readonly op: K }>;

/** Does something to one image. */
type Execute<K extends Kind> = (picture: Picture, operation: Of<K>) => Promise<Picture>;
/** Looks at the pixels, of all frames together, and says what is to be done. */
type Find<K extends Kind> = (picture: Picture, operation: Of<K>) => Promise<Found>;

const FINDERS = {
  trim: findTrim,
  focus: findFocus,
  deferred: async (picture, operation) => ({ picture, operations: resolveDeferred(operation, picture.size) }),
} satisfies { readonly [K in Kind]?: Find<K> };

const OPERATIONS: { readonly [K in Exclude<Kind, keyof typeof FINDERS>]: Execute<K> } = {
  frame,
  backdrop: notRendered,
  generate: notRendered,
  replaceColor: notRendered,
  colorize: notRendered,
  contrast,
  grayscale,
  blur,
  sharpen,
  unsharpMask,
  flip,
  gradient: notRendered,
  distort: notRendered,
  border,
  round,
  rotate,
  opacity,
  shadow: notRendered,
  dropShadow: notRendered,
  layer: notRendered,
  flatten,
};

/**
 * All operations in their order. What lies between two looks at the pixels is done to one frame after the other.
 *
 * @throws errors.notRendered for an operation this version cannot execute, errors.tooLarge
 */
export async function execute(start: Picture, operations: readonly Operation[]): Promise<Picture> {
  const next = operations.findIndex(({ op }) => op in FINDERS);
  const run = next === -1 ? operations : operations.slice(0, next);
  const picture = run.length === 0 ? start : await eachFrame(start, (frame) => inOrder(frame, run));
  const finder = operations[run.length];
  if (finder === undefined) return picture;
  const find = FINDERS[finder.op as keyof typeof FINDERS] as Find<Kind>;
  const found = await find(picture, finder);
  return execute(found.picture, [...found.operations, ...operations.slice(run.length + 1)]);
}

async function inOrder(start: Picture, operations: readonly Operation[]): Promise<Picture> {
  let picture = start;
  for (const operation of scaledFirst(operations)) {
    const run = OPERATIONS[operation.op as keyof typeof OPERATIONS] as Execute<Kind>;
    picture = await run(picture, operation);
  }
  return picture;
}

async function notRendered(_picture: Picture, { op }: Operation): Promise<never> {
  throw errors.notRendered(op);
}
