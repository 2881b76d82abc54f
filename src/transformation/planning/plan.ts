/** A parsed transformation, what is known of the file, and the request: to a plan. */
import { errors } from '../errors.ts';
import type { Flatten, Ignored, Output, Plan, PlanRequest, SourceFacts, Step, VaryHeader } from '../plan.ts';
import {
  asksForOriginal,
  isAbsent,
  type ParsedStep,
  parametersOf,
  requirements,
  type Transformation,
} from '../syntax/index.ts';
import { BLACK, plainColor } from '../values/index.ts';
import { isImage } from './images.ts';
import { planKey } from './key.ts';
import { firstTooLarge } from './limits.ts';
import { isNegotiated, keepsSvg, type OutputAsked, planOutput } from './output.ts';
import { type Available, checkRendered, EVERYTHING, RENDERED } from './rendered.ts';
import type { Context, StepValues } from './state.ts';
import { startAt, type Walked, walk } from './walk.ts';

/** The formats whose frames can all be kept, from and to. */
const ANIMATIONS: ReadonlySet<string> = new Set(['gif', 'webp']);
/** What a URL may say without asking for other bytes. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['di', 'c2pa']);

/**
 * The plan of a transformation for one file and one request. Pure: the same arguments give the same plan. Named
 * transformations must have been expanded. What this file or request makes pointless is listed in `ignored`.
 *
 * @throws HalftoneError 400: EINVAL for what cannot be evaluated, applied or rendered yet, ELIMIT for what is too large
 */
export function plan(transformation: Transformation, facts: SourceFacts, request: PlanRequest): Plan {
  return planFor(transformation, facts, request, RENDERED);
}

/**
 * The plan as it will be when everything can be rendered: to be looked at, not to be given to imaging.
 *
 * @throws HalftoneError as `plan`, but never for what cannot be rendered yet; 404 for a layer without facts
 */
export function draft(transformation: Transformation, facts: SourceFacts, request: PlanRequest): Plan {
  return planFor(transformation, facts, request, EVERYTHING);
}

function planFor(
  transformation: Transformation,
  facts: SourceFacts,
  request: PlanRequest,
  available: Available,
): Plan {
  const asked = request.still === true || transformation.steps.some(isAsking);
  if (asksForOriginal(transformation)) return originalPlan('orig', asked);
  if (!isImage(facts.format)) return originalPlan('not-an-image', asked);
  if (facts.format === 'ico' && !asked) return originalPlan('icon', asked);
  if (facts.format === 'svg' && !mayRasterise(transformation)) return originalPlan('svg', asked);

  const context: Context = {
    source: facts,
    base: undefined,
    layers: facts.layers ?? {},
    hints: request.hints,
    available,
    ignored: [],
    contentDpr: undefined,
    background: undefined,
  };
  const { width, height } = facts;
  const start = startAt({
    size: { width, height },
    exact: true,
    hasAlpha: facts.hasAlpha,
    geometryUntouched: true,
  });
  const walked = walk(transformation.steps, start, context);
  if (walked.original) return originalPlan('orig', asked, hintsOf(transformation));
  if (facts.format === 'svg' && keepsSvg(walked.output))
    return originalPlan('svg', asked, hintsOf(transformation));

  const page = pageOf(walked.pages, facts, request, context);
  const couldMove =
    facts.pages > 1 && ANIMATIONS.has(facts.format) && page === undefined && request.still !== true;
  const { hasAlpha, size, exact } = walked.state;
  // A still of an animation is a photograph like any other.
  const source = request.still === true && facts.format === 'gif' ? 'jpg' : facts.format;
  const result = {
    source,
    size,
    exact,
    hasAlpha,
    animated: couldMove,
    unsharp: walked.unsharp,
    translucent: walked.translucent,
  };
  const output = planOutput(walked.output, result, request);
  const animated = couldMove && ANIMATIONS.has(output.format);
  const tooLarge = firstTooLarge(walked.steps, facts, animated ? facts.pages : 1, request.settings);
  if (tooLarge && !asked) return originalPlan('over-limit', asked);
  if (tooLarge) throw errors.tooLarge(...tooLarge);

  noteOutput(walked.output, output, context);
  checkRendered(walked.assumed, available);
  const steps = withFlatten(
    walked.steps.map(({ asked: operations, state }) => ({
      operations: checkRendered(operations, available),
      size: state.exact ? state.size : undefined,
    })),
    output,
    walked,
    context,
  );
  return {
    original: false,
    originalBecause: undefined,
    asked,
    animated,
    page,
    steps,
    output,
    size: exact ? size : undefined,
    vary: varyOf(transformation, walked.output, request),
    contentDpr: context.contentDpr,
    ignored: once(context.ignored),
    key: planKey({ animated, page, steps, output }),
  };
}

/** The stored bytes. What a plan would say of their encoding has no meaning then. */
function originalPlan(
  because: NonNullable<Plan['originalBecause']>,
  asked: boolean,
  vary: readonly VaryHeader[] = [],
): Plan {
  return {
    original: true,
    originalBecause: because,
    asked,
    animated: false,
    steps: [],
    output: UNTOUCHED,
    size: undefined,
    vary,
    ignored: [],
    key: 'original',
  };
}

const UNTOUCHED: Output = {
  format: 'jpg',
  quality: 100,
  lossless: true,
  progressive: false,
  keepMetadata: true,
  keepColorProfile: true,
  pngPalette: false,
};

function isAsking(step: ParsedStep): boolean {
  if (step.kind === 'conditional' || step.layers.length > 0) return true;
  return step.parameters.some((parameter) => !isAbsent(parameter) && !WITHOUT_EFFECT.has(parameter.key));
}

/** Whether any `f` in it, in whatever branch, is a raster format. */
function mayRasterise(transformation: Transformation): boolean {
  return parametersOf(transformation).some(
    (parameter) => parameter.key === 'f' && !keepsSvg({ f: parameter.value }),
  );
}

/** The page or frame of `pg`. Lists, ranges and names are for layered files, which are not rendered yet. */
function pageOf(
  pg: StepValues['pg'],
  facts: SourceFacts,
  request: PlanRequest,
  { ignored }: Context,
): number | undefined {
  if (!pg) return undefined;
  if (request.still !== true) {
    ignored.push({ parameter: 'pg', reason: 'it needs /ik-thumbnail.jpg after the file' });
    return undefined;
  }
  const [range, ...more] = 'pages' in pg.value ? pg.value.pages : [];
  if (!range || more.length > 0 || range[0] !== range[1]) throw errors.notRenderedYet(pg.text);
  if (range[0] > facts.pages)
    throw errors.invalidValue(
      'pg',
      pg.position,
      `${range[0]}`,
      `1 to ${facts.pages}, the pages of this file`,
    );
  return range[0];
}

/** JPEG has no transparency: what is left of it becomes the last background colour, or black. */
function withFlatten(
  steps: readonly Step[],
  output: Output,
  { state }: Walked,
  context: Context,
): readonly Step[] {
  if (output.format !== 'jpg' || !state.hasAlpha) return steps;
  const background = { ...plainColor(context.background ?? BLACK), alpha: 1 };
  const flatten: Flatten = { op: 'flatten', background };
  const last = steps.at(-1);
  if (!last) return [{ operations: [flatten], size: state.size }];
  return [...steps.slice(0, -1), { ...last, operations: [...last.operations, flatten] }];
}

/** The headers that decide: a cache may give the answer only to requests that agree in them. */
function varyOf(
  transformation: Transformation,
  output: OutputAsked,
  request: PlanRequest,
): readonly VaryHeader[] {
  return [
    ...(isNegotiated(output, request) ? (['Accept'] as const) : []),
    ...(request.settings.dataSaver ? (['Save-Data'] as const) : []),
    ...hintsOf(transformation),
  ];
}

function hintsOf(transformation: Transformation): readonly VaryHeader[] {
  const { hints } = requirements(transformation);
  return [
    ...(hints.includes('dpr') ? (['Sec-CH-DPR'] as const) : []),
    ...(hints.includes('width') ? (['Sec-CH-Width'] as const) : []),
  ];
}

function noteOutput(asked: OutputAsked, output: Output, { ignored }: Context): void {
  if (asked.lo && !output.lossless)
    ignored.push({ parameter: 'lo', reason: `${output.format} is never lossless` });
  if (asked.pr && !output.progressive) ignored.push({ parameter: 'pr', reason: 'only JPEG is progressive' });
}

/** A step that is planned in two parts notes the same twice. */
function once(ignored: readonly Ignored[]): readonly Ignored[] {
  const seen = new Map(ignored.map((note) => [`${note.parameter} ${note.reason}`, note]));
  return [...seen.values()];
}
