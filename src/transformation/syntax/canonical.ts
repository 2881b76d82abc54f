/** One text for all the ways of writing the same transformation. */

import { parameterOf } from '../parameters/index.ts';
import { encodePercent } from '../values/index.ts';
import { writeCondition } from './conditions.ts';
import { isAbsent } from './order.ts';
import type { Items, Layer, ParsedParameter, ParsedStep, Transformation } from './transformation.ts';

/**
 * Parameters in registry order, values in one spelling, what means nothing left out. Parsing it gives an equal
 * transformation, and writing that gives the same text. Empty when nothing is asked.
 */
export function canonical(transformation: Transformation): string {
  const text = writeChain(transformation);
  // A text without a literal separator would be decoded before it is split; an empty item prevents that.
  return /%(?:2C|3A)/.test(text) && !/[,:]/.test(text) ? `${text},` : text;
}

function writeChain({ steps }: Transformation): string {
  return steps
    .map(writeStep)
    .filter((step) => step !== '')
    .join(':');
}

function writeStep(step: ParsedStep): string {
  if (step.kind === 'items') return writeItems(step);
  const whenFalse = writeChain(step.whenFalse);
  return join([
    `if-${writeCondition(step.condition)}`,
    writeChain(step.whenTrue),
    whenFalse && join(['if-else', whenFalse]),
    'if-end',
  ]);
}

/** What stands before a named transformation goes before its first step, what stands after it after its last. */
function writeItems({ parameters, layers }: Items): string {
  const named = parameters.find(({ key }) => key === 'n');
  if (!named) return join([...writeParameters(parameters), ...layers.map(writeLayer)]);
  const side = (chosen: (position: number) => boolean) => [
    ...writeParameters(parameters.filter(({ position }) => chosen(position))),
    ...layers.filter(({ position }) => chosen(position)).map(writeLayer),
  ];
  return join([
    ...side((position) => position < named.position),
    writeParameter(named),
    ...side((position) => position > named.position),
  ]);
}

function writeLayer({ type, placement, body }: Layer): string {
  const head = join([`l-${type}`, ...writeParameters(placement)]);
  const chain = writeChain(body);
  // An if-block is always a step of its own.
  return join([chain.startsWith('if-') ? `${head}:${chain}` : join([head, chain]), 'l-end']);
}

function writeParameters(parameters: readonly ParsedParameter[]): string[] {
  return parameters.filter((parameter) => !isAbsent(parameter)).map(writeParameter);
}

function writeParameter({ key, value }: ParsedParameter): string {
  const { grammar, bare } = parameterOf(key);
  return bare !== undefined && value === bare ? key : `${key}-${encodePercent(grammar.write(value))}`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(',');
}
