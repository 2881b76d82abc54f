/** Named transformations: `n-thumb` is replaced by what the account has stored under that name (spec 2.7, 6.7). */
import { HalftoneError } from '../../kernel/index.ts';
import { errors } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { orderParameters } from './order.ts';
import { parse } from './parser.ts';
import type { Items, ParsedParameter, ParsedStep, Transformation } from './transformation.ts';
import { layersOf, stepsOf } from './walk.ts';

/** Names every account has. The thumbnail is the one the API's own `thumbnail` fields point at. */
export const BUILT_IN_NAMED: Readonly<Record<string, string>> = {
  ik_ml_thumbnail: 'w-300,h-300,c-at_max',
};

/** The stored text of an enabled named transformation of the account; undefined when there is none. */
export type NamedLookup = (name: string) => string | undefined;

/**
 * Splices every named transformation in place: what stands before it in its step goes before its first step, what
 * stands after it after its last, so that the last of two equal keys still wins.
 *
 * @throws HalftoneError 400 when a name is unknown, its text is invalid, or it leads back to itself
 */
export function expandNamed(transformation: Transformation, lookup: NamedLookup): Transformation {
  return withinLimits(expandChain(transformation, meanings(lookup)));
}

function withinLimits(expanded: Transformation): Transformation {
  if (stepsOf(expanded).length > LIMITS.steps) throw errors.tooComplex('steps', LIMITS.steps);
  const layers = layersOf(expanded);
  if (layers.length > LIMITS.layers) throw errors.tooComplex('layers', LIMITS.layers);
  if (layers.some(({ depth }) => depth > LIMITS.layerDepth))
    throw errors.tooComplex('levels of nested layers', LIMITS.layerDepth);
  return expanded;
}

/** Whether every step is one named transformation and nothing else: such URLs work on private files unsigned. */
export function isOnlyNamed({ steps }: Transformation): boolean {
  return (
    steps.length > 0 &&
    steps.every(
      (step) =>
        step.kind === 'items' &&
        step.layers.length === 0 &&
        step.parameters.length === 1 &&
        step.parameters[0]?.key === 'n',
    )
  );
}

/** Whether the account made the name, rather than every account having it. */
export function isBuiltInName(name: string): boolean {
  return Object.hasOwn(BUILT_IN_NAMED, name);
}

/** What a name stands for, the names in it put in as well. */
type Meaning = (name: string) => Transformation;

/** Each name is expanded once: names of names of names could otherwise double what is to be done on every level. */
function meanings(lookup: NamedLookup): Meaning {
  const known = new Map<string, Transformation>();
  const open = new Set<string>();
  return function meaningOf(name) {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (open.has(name)) throw errors.namedInvalid(name, 'it contains itself');
    open.add(name);
    const meaning = withinLimits(expandChain(parseNamed(name, lookup), meaningOf));
    open.delete(name);
    known.set(name, meaning);
    return meaning;
  };
}

function expandChain({ steps }: Transformation, meaningOf: Meaning): Transformation {
  return { steps: steps.flatMap((step) => expandStep(step, meaningOf)) };
}

function expandStep(step: ParsedStep, meaningOf: Meaning): readonly ParsedStep[] {
  if (step.kind === 'conditional')
    return [
      {
        ...step,
        whenTrue: expandChain(step.whenTrue, meaningOf),
        whenFalse: expandChain(step.whenFalse, meaningOf),
      },
    ];
  const layers = step.layers.map((layer) => ({ ...layer, body: expandChain(layer.body, meaningOf) }));
  const reference = step.parameters.find((parameter) => parameter.key === 'n');
  if (!reference) return [{ ...step, layers }];
  const parts = { ...step, layers };
  const before = part(parts, (position) => position < reference.position);
  const after = part(parts, (position) => position > reference.position);
  const inner = meaningOf(reference.value).steps;
  return join(join(before, inner), after);
}

function parseNamed(name: string, lookup: NamedLookup): Transformation {
  const text = isBuiltInName(name) ? BUILT_IN_NAMED[name] : lookup(name);
  if (text === undefined) throw errors.namedNotFound(name);
  try {
    return parse(text, { form: 'query' });
  } catch (error) {
    throw error instanceof HalftoneError ? errors.namedInvalid(name, error.message) : error;
  }
}

/** The items of a step whose positions are chosen, as a chain of at most one step. */
function part({ parameters, layers }: Items, chosen: (position: number) => boolean): readonly ParsedStep[] {
  const items: Items = {
    kind: 'items',
    parameters: parameters.filter(({ position }) => chosen(position)),
    layers: layers.filter(({ position }) => chosen(position)),
  };
  return items.parameters.length + items.layers.length > 0 ? [items] : [];
}

/** Puts two chains together so that the last step of one and the first of the other become one step. */
function join(left: readonly ParsedStep[], right: readonly ParsedStep[]): readonly ParsedStep[] {
  const last = left.at(-1);
  const first = right[0];
  if (!last || !first) return [...left, ...right];
  if (last.kind === 'conditional' || first.kind === 'conditional')
    throw errors.syntax('a named transformation with an if block must be a step of its own', 0);
  const byKey = new Map<string, ParsedParameter>();
  for (const parameter of [...last.parameters, ...first.parameters]) byKey.set(parameter.key, parameter);
  const merged: Items = {
    kind: 'items',
    parameters: orderParameters(byKey.values()),
    layers: [...last.layers, ...first.layers],
  };
  return [...left.slice(0, -1), merged, ...right.slice(1)];
}
