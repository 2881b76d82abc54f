/**
 * Which operations imaging can execute today. Adding one here is the last line of the change that adds its pixels; until
 * then a URL that needs it is refused by name, never answered with an image that lacks it.
 */
import { errors } from '../errors.ts';
import type { Operation } from '../plan.ts';
import type { Asked } from './framing.ts';

const RENDERED: ReadonlySet<Operation['op']> = new Set<Operation['op']>(['frame', 'flatten']);

/** @throws errors.notRenderedYet naming the item of the URL */
export function checkRendered(asked: readonly Asked[]): readonly Operation[] {
  return asked.map(({ operation, item }) => {
    if (!RENDERED.has(operation.op)) throw errors.notRenderedYet(item);
    return operation;
  });
}
