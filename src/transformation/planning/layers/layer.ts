/** A layer: its picture, what its own chain does to it, and where it goes (spec 4). */
import { errors } from '../../errors.ts';
import type { ParameterKey } from '../../parameters/index.ts';
import type { Overlay, OverlaySource, Point, Size } from '../../plan.ts';
import {
  type Items,
  type Layer,
  layerInput,
  type ParsedParameter,
  type ParsedStep,
} from '../../syntax/index.ts';
import { BLACK, plainColor, TRANSPARENT } from '../../values/index.ts';
import { deferredOf } from '../deferred.ts';
import { wantedSize } from '../framing/index.ts';
import { isImage } from '../images.ts';
import { checkRendered } from '../rendered.ts';
import {
  type Asked,
  type Context,
  fixedScope,
  type State,
  type StepValues,
  scopeOf,
  valuesOf,
  without,
} from '../state.ts';
import { placementOf, resolvePlace } from './placement.ts';
import { guessedSize, opacityOf, TEXT_KEYS, textBox } from './text.ts';

/** How a chain is planned: handed in, since a layer holds one and a chain holds layers. */
export type PlanChain = (steps: readonly ParsedStep[], start: State, context: Context) => PlannedChain;
type PlannedChain = {
  readonly steps: readonly { readonly asked: readonly Asked[] }[];
  readonly assumed: readonly Asked[];
  readonly state: State;
  readonly pages: StepValues['pg'];
};

/** The picture a layer starts from, and what is left of its chain. */
type Started = {
  readonly source: OverlaySource;
  readonly state: State;
  readonly steps: readonly ParsedStep[];
  readonly context: Context;
};

/**
 * @param base size of what the layer lies on, as it is at this point of the step
 * @throws errors.layerNotFound when nothing is known of its file; errors.notApplicable, errors.cannotEvaluate
 */
export function planLayer(
  layer: Layer,
  base: Size,
  around: Context,
  planChain: PlanChain,
): Asked & { readonly operation: Overlay } {
  const { type, placement } = layer;
  if (type === 'video' || type === 'subtitles')
    throw errors.notApplicable(`l-${type}`, 'it needs a video to lie on');
  const item = `l-${type}`;
  if (!around.available.has('layer')) throw errors.notRenderedYet(item);

  const values = valuesOf({ parameters: placement });
  const mode = values.lm?.value ?? 'over';
  const { steps, displacement } =
    mode === 'displace' ? displacing(layer, values) : { steps: layer.body.steps };
  const started = start({ ...layer, body: { steps } }, base, around);
  const planned = planChain(started.steps, started.state, started.context);
  const { exact, size } = planned.state;
  const untold =
    started.source.kind === 'text' ? deferredOf(started.steps, started.state, started.context) : [];
  const asked = [...untold, ...planned.steps.flatMap((step) => step.asked)];
  checkRendered(planned.assumed, around.available);

  noteUnused(values, around);
  const wish =
    displacement?.placed === true
      ? { lfo: 'top_left' }
      : placementOf(values, fixedScope(started.context), size);
  const operation: Overlay = {
    op: 'layer',
    source: paged(started.source, planned.pages),
    operations: checkRendered(asked, around.available),
    size: exact ? size : undefined,
    place: exact ? resolvePlace(wish, base, size) : wish,
    mode,
    ...(displacement && { displacement: displacement.by }),
  };
  return { operation, item };
}

function start(layer: Layer, base: Size, around: Context): Started {
  const input = layerInput(layer);
  const inside: Context = { ...around, base, contentDpr: undefined, background: undefined };
  switch (input?.kind) {
    case 'file':
      return startFile(input.path, layer, inside);
    case 'text': {
      const context = { ...inside, source: undefined };
      const { values, steps } = gathered(layer, TEXT_KEYS);
      const source = textBox(input.text, values, scopeOf(context, { size: base }));
      const state = { size: guessedSize(source), exact: false, hasAlpha: true, geometryUntouched: false };
      return { source, state, steps, context };
    }
    default:
      return startBlock(layer, base, { ...inside, source: undefined });
  }
}

/** Files are trimmed before anything else, unless the layer says how itself. */
function startFile(path: string, layer: Layer, inside: Context): Started {
  const facts = Object.hasOwn(inside.layers, path) ? inside.layers[path] : undefined;
  if (!facts) throw errors.layerNotFound(path);
  if (!isImage(facts.format)) throw errors.notApplicable(`The layer ${path}`, 'its file is not an image');
  const { width, height, hasAlpha } = facts;
  const trim: ParsedParameter = { key: 't', value: true, text: 't-true', position: layer.position };
  const trimming: Items = { kind: 'items', parameters: [trim], layers: [] };
  const { steps } = layer.body;
  return {
    source: { kind: 'file', path },
    state: { size: { width, height }, exact: true, hasAlpha, geometryUntouched: true },
    steps: steps.some(saysTrim) ? steps : [trimming, ...steps],
    context: { ...inside, source: facts },
  };
}

function saysTrim(step: ParsedStep): boolean {
  if (step.kind === 'items') return step.parameters.some(({ key }) => key === 't');
  return [...step.whenTrue.steps, ...step.whenFalse.steps].some(saysTrim);
}

const BLOCK_KEYS: readonly ParameterKey[] = ['bg', 'al', 't'];
const BLOCK_SIZE_KEYS: readonly ParameterKey[] = [
  'w',
  'h',
  'ar',
  'dpr',
  'c',
  'cm',
  'x',
  'y',
  'xc',
  'yc',
  'fo',
  'z',
];

/** A block of colour, as large as its base where its first step says nothing else (spec 4.4). */
function startBlock(layer: Layer, base: Size, context: Context): Started {
  const { values, steps } = gathered(layer, BLOCK_KEYS);
  const [first, ...following] = steps;
  const sizing = first?.kind === 'items' ? valuesOf(first) : {};
  const scope = scopeOf(context, { size: base });
  const state: State = { size: base, exact: true, hasAlpha: true, geometryUntouched: false };
  const { w, h, ar } = sizing;
  const wanted = wantedSize(sizing, state, scope, context);
  const size = {
    width: wanted && (w || ar) ? Math.max(1, Math.round(wanted.width)) : base.width,
    height: wanted && (h || ar) ? Math.max(1, Math.round(wanted.height)) : base.height,
  };
  const graded = steps.some((step) => step.kind === 'items' && valuesOf(step)['e-gradient']);
  const color = graded ? TRANSPARENT : colorOf(values);
  return {
    source: { kind: 'block', size, color },
    state: { ...state, size, hasAlpha: color.alpha < 1 },
    steps: first?.kind === 'items' ? [without(first, BLOCK_SIZE_KEYS), ...following] : steps,
    context,
  };
}

/** `al` counts for plain hex colours only, as ImageKit documents. */
function colorOf(values: StepValues) {
  const { bg } = values;
  if (bg?.value.kind !== 'color') return BLACK;
  const color = plainColor(bg.value.color);
  return bg.value.color.written === 'rgb' ? { ...color, alpha: opacityOf(values) ?? 1 } : color;
}

/** What concerns the picture itself, from whatever step of the layer it stands in, the last one winning. */
function gathered({ body: { steps } }: Layer, keys: readonly ParameterKey[]) {
  const items = steps.filter((step) => step.kind === 'items');
  const parameters = items.flatMap((step) => step.parameters.filter(({ key }) => keys.includes(key)));
  return {
    values: valuesOf({ parameters }),
    steps: steps.map((step) => (step.kind === 'items' ? without(step, keys) : step)),
  };
}

/** How far a displacement map moves what is below: `x` and `y`; else `lx` and `ly`, and the map lies at the top left. */
function displacing(layer: Layer, { lx, ly }: StepValues) {
  const { values, steps } = gathered(layer, ['x', 'y']);
  const { x, y } = values;
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  const distance = (value: NonNullable<StepValues['lx' | 'ly']>['value'] | undefined) => {
    if (!value || 'operands' in value) return 0;
    return value.from === 'end' ? -value.distance : value.distance;
  };
  const placed = x === undefined && y === undefined;
  const by: Point = placed
    ? { x: distance(lx?.value), y: distance(ly?.value) }
    : { x: number(x?.value), y: number(y?.value) };
  return { steps, displacement: { by, placed } };
}

/** A page of a layer's file needs no suffix. */
function paged(source: OverlaySource, pg: StepValues['pg']): OverlaySource {
  if (!pg || source.kind !== 'file') return source;
  const [range, ...more] = 'pages' in pg.value ? pg.value.pages : [];
  if (!range || more.length > 0 || range[0] !== range[1]) throw errors.notRenderedYet(pg.text);
  return { ...source, page: range[0] };
}

function noteUnused({ lx, ly, lxc, lyc, lap, lfo, lso, leo, ldu }: StepValues, { ignored }: Context): void {
  const offset = lx ?? ly ?? lxc ?? lyc;
  if (offset && lfo) ignored.push({ parameter: 'lfo', reason: `${offset.key} is given` });
  if (!offset && lap) ignored.push({ parameter: 'lap', reason: 'it needs lx, ly, lxc or lyc' });
  for (const timing of [lso, leo, ldu])
    if (timing) ignored.push({ parameter: timing.key, reason: 'it only concerns videos' });
}
