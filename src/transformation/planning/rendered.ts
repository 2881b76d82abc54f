/**
 * Which operations imaging can execute today. Adding one here is the last line of the change that adds its pixels; until
 * then a URL that needs it is refused by name, never answered with an image that lacks it.
 */
import { errors } from '../errors.ts';
import type { Operation } from '../plan.ts';
import type { Asked, Context } from './state.ts';

/** Every operation, and whether imaging has its pixels. */
const OPERATIONS: Readonly<Record<Operation['op'], boolean>> = {
  frame: true,
  flatten: true,
  trim: true,
  deferred: true,
  focus: true,
  contrast: true,
  grayscale: true,
  blur: true,
  sharpen: true,
  unsharpMask: true,
  flip: true,
  border: true,
  round: true,
  rotate: true,
  opacity: true,
  backdrop: false,
  generate: false,
  replaceColor: false,
  colorize: false,
  gradient: false,
  distort: false,
  shadow: false,
  dropShadow: false,
  layer: false,
};

export type Available = Context['available'];

const all = Object.keys(OPERATIONS) as Operation['op'][];

export const RENDERED: Available = new Set(all.filter((op) => OPERATIONS[op]));

/** For looking at a plan without rendering it. */
export const EVERYTHING: Available = new Set(all);

/** @throws errors.notRenderedYet naming the item of the URL */
export function checkRendered(asked: readonly Asked[], available: Available): readonly Operation[] {
  return asked.map(({ operation, item }) => {
    if (!isAvailable(operation, available)) throw errors.notRenderedYet(item);
    return operation;
  });
}

/** What is no operation of its own but cannot be rendered either. */
export function refuse(item: string, { available }: Pick<Context, 'available'>): void {
  if (available !== EVERYTHING) throw errors.notRenderedYet(item);
}

/** Faces and objects need models; what stands out does not. */
function isAvailable(operation: Operation, available: Available): boolean {
  if (operation.op === 'focus' && operation.subject !== 'auto' && available !== EVERYTHING) return false;
  return available.has(operation.op);
}
