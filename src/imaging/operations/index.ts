/** Every operation a plan can hold, and what executes it: the type has no room for one that is forgotten. */
import type { Operation } from '../../transformation/index.ts';
import { errors } from '../errors.ts';
import type { Picture } from '../picture.ts';
import { flatten } from './flatten.ts';
import { frame } from './frame.ts';

type Kind = Operation['op'];
type Execute<K extends Kind> = (
  picture: Picture,
  operation: Extract<Operation, { readonly op: K }>,
) => Promise<Picture>;

const OPERATIONS: { readonly [K in Kind]: Execute<K> } = {
  frame,
  flatten,
  trim: notRendered,
  focus: notRendered,
  backdrop: notRendered,
  generate: notRendered,
  replaceColor: notRendered,
  colorize: notRendered,
  contrast: notRendered,
  grayscale: notRendered,
  blur: notRendered,
  sharpen: notRendered,
  unsharpMask: notRendered,
  flip: notRendered,
  gradient: notRendered,
  distort: notRendered,
  border: notRendered,
  round: notRendered,
  rotate: notRendered,
  opacity: notRendered,
  shadow: notRendered,
  dropShadow: notRendered,
};

/** @throws errors.notRendered for an operation this version cannot execute */
export function apply(picture: Picture, operation: Operation): Promise<Picture> {
  const execute = OPERATIONS[operation.op] as (picture: Picture, operation: Operation) => Promise<Picture>;
  return execute(picture, operation);
}

async function notRendered(_picture: Picture, { op }: Operation): Promise<never> {
  throw errors.notRendered(op);
}
