/** Text to {@link Transformation}: linear time, and every failure is one of this room's errors. */

import { errors } from '../errors.ts';
import { isParameterKey, isRemovedKey, nearestKey, parameterOf, placementKeys } from '../parameters/index.ts';
import { CONDITION_GRAMMAR, readCondition } from './conditions.ts';
import { layerInput } from './layers.ts';
import { type Token, tokenize } from './lexer.ts';
import { LIMITS } from './limits.ts';
import { orderParameters } from './order.ts';
import type {
  Conditional,
  Layer,
  LayerType,
  ParsedParameter,
  ParsedStep,
  Transformation,
} from './transformation.ts';

export type ParseOptions = {
  /**
   * Where the text stood. In a query a plus is a space and an empty text asks for nothing; in a path a plus is a plus
   * and an empty text is an error. Either way the text comes as it was sent, not percent-decoded.
   */
  readonly form?: 'path' | 'query';
};

/**
 * Parses a transformation string, with or without its leading `tr:`.
 *
 * @throws HalftoneError 400: EINVAL, naming parameter, position, what was given and what is allowed, or ELIMIT
 */
export function parse(text: string, { form = 'path' }: ParseOptions = {}): Transformation {
  const sent = form === 'query' ? text.replaceAll('+', ' ') : text;
  const content = sent.replace(/^tr(?::|%3[Aa])/, '');
  if (content === '' && form === 'path') throw errors.empty();
  const reader: Reader = { tokens: tokenize(content), at: 0, steps: 0, layers: 0 };
  const steps = readChain(reader, { layerDepth: 0, conditional: false });
  const left = reader.tokens[reader.at];
  if (left) throw errors.syntax(`${left.text} closes nothing`, left.position);
  return { steps };
}

type Reader = { readonly tokens: readonly Token[]; at: number; steps: number; layers: number };
type Surroundings = { readonly layerDepth: number; readonly conditional: boolean };

const ENDS: readonly string[] = ['l-end', 'if-else', 'if-end'];

/** Reads steps up to the end of the block, which is left for the caller, or of the text. */
function readChain(reader: Reader, around: Surroundings): ParsedStep[] {
  const steps: ParsedStep[] = [];
  let token = reader.tokens[reader.at];
  while (token && !ENDS.includes(token.text)) {
    if (++reader.steps > LIMITS.steps) throw errors.tooComplex('steps', LIMITS.steps);
    steps.push(token.text.startsWith('if-') ? readConditional(reader, around) : readItems(reader, around));
    token = reader.tokens[reader.at];
  }
  return steps;
}

function readItems(reader: Reader, around: Surroundings): ParsedStep {
  const parameters = new Map<string, ParsedParameter>();
  const layers: Layer[] = [];
  let token = reader.tokens[reader.at];
  do {
    if (!token) break;
    if (token.text.startsWith('if-')) throw mustBeAlone(token);
    reader.at++;
    if (token.text.startsWith('l-')) layers.push(readLayer(reader, around, token));
    else {
      const parameter = readParameter(token);
      if (parameter.key === 'pg' && around.conditional)
        throw errors.syntax('pg cannot stand in an if block', token.position);
      parameters.set(parameter.key, parameter);
    }
    token = reader.tokens[reader.at];
  } while (token && !token.startsStep && !ENDS.includes(token.text));
  return { kind: 'items', parameters: orderParameters(parameters.values()), layers };
}

function readConditional(reader: Reader, around: Surroundings): Conditional {
  const opening = take(reader);
  const { position } = opening;
  if (around.conditional) throw errors.syntax('an if block cannot stand in another', position);
  const test = opening.text.slice('if-'.length);
  const condition = readCondition(test);
  if (!condition) throw errors.invalidValue('if', position, test, CONDITION_GRAMMAR);
  const inside = { ...around, conditional: true };
  const whenTrue = readChain(reader, inside);
  let whenFalse: ParsedStep[] = [];
  if (reader.tokens[reader.at]?.text === 'if-else') {
    reader.at++;
    whenFalse = readChain(reader, inside);
  }
  close(reader, opening, 'if-end');
  const next = reader.tokens[reader.at];
  if (next && !next.startsStep && !ENDS.includes(next.text)) throw mustBeAlone(next);
  return {
    kind: 'conditional',
    condition,
    whenTrue: { steps: whenTrue },
    whenFalse: { steps: whenFalse },
    position,
  };
}

const LAYER_TYPES: ReadonlyMap<string, LayerType> = new Map([
  ['image', 'image'],
  ['text', 'text'],
  ['video', 'video'],
  ['subtitles', 'subtitles'],
  ['subtitle', 'subtitles'],
]);

function readLayer(reader: Reader, around: Surroundings, opening: Token): Layer {
  const { position } = opening;
  const name = opening.text.slice('l-'.length);
  const type = LAYER_TYPES.get(name);
  if (!type) throw errors.invalidValue('l', position, name, [...LAYER_TYPES.keys()].join(', '));
  if (++reader.layers > LIMITS.layers) throw errors.tooComplex('layers', LIMITS.layers);
  const layerDepth = around.layerDepth + 1;
  if (layerDepth > LIMITS.layerDepth) throw errors.tooComplex('levels of nested layers', LIMITS.layerDepth);
  const steps = readChain(reader, { ...around, layerDepth });
  close(reader, opening, 'l-end');
  const layer: Layer = { type, ...liftPlacement(steps), position };
  if (!layerInput(layer)) throw errors.syntax(`l-${name} needs i- or ie- with its input`, position);
  return layer;
}

/** Takes out of a layer's own steps what concerns the layer as a whole, wherever it is written; the last one wins. */
function liftPlacement(steps: readonly ParsedStep[]): Pick<Layer, 'placement' | 'body'> {
  const placement = new Map<string, ParsedParameter>();
  const body = steps.map((step) => {
    if (step.kind === 'conditional') return step;
    const own = step.parameters.filter(({ key }) => !placementKeys.has(key));
    for (const parameter of step.parameters)
      if (placementKeys.has(parameter.key)) placement.set(parameter.key, parameter);
    return { ...step, parameters: own };
  });
  const filled = body.filter(
    (step) => step.kind === 'conditional' || step.parameters.length + step.layers.length > 0,
  );
  return { placement: orderParameters(placement.values()), body: { steps: filled } };
}

function readParameter({ text, position }: Token): ParsedParameter {
  const hyphen = text.indexOf('-', text.startsWith('e-') ? 'e-'.length : 0);
  const key = hyphen < 0 ? text : text.slice(0, hyphen);
  const given = hyphen < 0 ? undefined : text.slice(hyphen + 1);
  if (!isParameterKey(key)) {
    if (isRemovedKey(key)) throw errors.removedParameter(key, position);
    throw errors.unknownParameter(key, position, nearestKey(key));
  }
  const { grammar, bare, absent, emptyIsAbsent } = parameterOf(key);
  let value: unknown;
  if (given === '' && emptyIsAbsent) value = absent;
  else {
    value = given === undefined ? bare : given === '' ? undefined : grammar.read(given);
    if (value === undefined) {
      throw given
        ? errors.invalidValue(key, position, given, grammar.allowed)
        : errors.missingValue(key, position, grammar.allowed);
    }
  }
  // The registry pairs each key with its value's type; the compiler cannot follow a key it does not know.
  return { key, value, text, position } as ParsedParameter;
}

function close(reader: Reader, opening: Token, end: string): void {
  const token = reader.tokens[reader.at];
  if (token?.text !== end) throw errors.syntax(`${describe(opening)} has no ${end}`, opening.position);
  reader.at++;
}

function describe({ text }: Token): string {
  return text.startsWith('l-') ? text : 'the if block';
}

function mustBeAlone({ position }: Token) {
  return errors.syntax('an if block must be a step of its own; put a colon before and after it', position);
}

function take(reader: Reader): Token {
  const token = reader.tokens[reader.at++];
  if (!token) throw errors.syntax('the text ends too early', 0);
  return token;
}
