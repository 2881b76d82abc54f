/** The plan behind a deferred node, made where the pixels are. */
import type { Deferred, Operation, Size } from '../plan.ts';
import { parse } from '../syntax/index.ts';
import { type Available, checkRendered, RENDERED } from './rendered.ts';
import type { Context } from './state.ts';
import { startAt, walk } from './walk.ts';

/**
 * The operations that a deferred node stands for, now that the size of the image is known. The last of them may be
 * deferred again, to be resolved after those before it.
 *
 * @param size of the image before the node, in pixels
 * @throws HalftoneError 400, as `plan` does: for this size a crop may lie outside the image, or an expression come to 0
 */
export function resolveDeferred(
  { rest, source, base, layers = {}, hints, hasAlpha }: Deferred,
  { width, height }: Size,
  available: Available = RENDERED,
): readonly Operation[] {
  const context: Context = {
    source,
    base,
    layers,
    hints,
    available,
    ignored: [],
    contentDpr: undefined,
    background: undefined,
  };
  const { steps } = parse(rest, { form: 'query' });
  const start = startAt({ size: { width, height }, exact: true, hasAlpha, geometryUntouched: false });
  const walked = walk(steps, start, context);
  return checkRendered(
    walked.steps.flatMap(({ asked }) => asked),
    available,
  );
}
