/** What the tests of this room share: the sources of the specification's vectors, and a request without headers. */
import {
  draft,
  expandNamed,
  type Frame,
  type LayerFacts,
  type Plan,
  type PlanRequest,
  parse,
  plan,
  type Rect,
  type Size,
  type SourceFacts,
} from './index.ts';

const opaque = (width: number, height: number, format = 'jpg'): SourceFacts => ({
  width,
  height,
  hasAlpha: false,
  format,
  pages: 1,
});

/** The sources that spec section 8 names by a letter. */
export const SOURCES = {
  S: opaque(1000, 700),
  P: opaque(640, 865),
  C: opaque(600, 600),
  T: { ...opaque(400, 300, 'png'), hasAlpha: true },
  L: { ...opaque(2216, 1500, 'png'), hasAlpha: true },
  car: opaque(1920, 1280),
  small: opaque(300, 200),
  svg: { ...opaque(158, 33, 'svg'), hasAlpha: true },
  gif: { ...opaque(200, 100, 'gif'), pages: 12 },
  heic: opaque(1000, 700, 'heic'),
} as const satisfies Readonly<Record<string, SourceFacts>>;

/** The files of layers in the vectors. */
export const LAYERS: LayerFacts = {
  'o.png': opaque(100, 50, 'png'),
  't.png': { ...opaque(400, 300, 'png'), hasAlpha: true },
  'a.jpg': opaque(800, 600),
  'a.png': opaque(500, 500, 'png'),
  'b.png': opaque(20, 10, 'png'),
  'folder/logo.png': opaque(30, 30, 'png'),
  'Minimal Text': opaque(1, 1),
  'logo.png': { ...opaque(300, 100, 'png'), hasAlpha: true },
};

export const REQUEST: PlanRequest = {
  accepts: { webp: false, avif: false },
  hints: { saveData: false },
  settings: {
    defaultFormat: 'auto',
    autoAvif: false,
    defaultQuality: 80,
    keepMetadata: false,
    keepColorProfile: false,
    pngCompression: 'lossless',
    maxMegapixels: 100,
  },
};

/** The plan of a text, as the query of a URL carries it. */
export function planText(text: string, facts: SourceFacts, request: PlanRequest = REQUEST): Plan {
  const transformation = expandNamed(parse(text, { form: 'query' }), () => undefined);
  return plan(transformation, facts, request);
}

/** The plan of a text when everything could be rendered; `o.png` is the overlay of the vectors. */
export function draftText(text: string, facts: SourceFacts, request: PlanRequest = REQUEST): Plan {
  const transformation = expandNamed(parse(text, { form: 'query' }), () => undefined);
  return draft(transformation, { layers: LAYERS, ...facts }, request);
}

/** A request that differs from {@link REQUEST} in a few settings. */
export function withSettings(settings: Partial<PlanRequest['settings']>, request = REQUEST): PlanRequest {
  return { ...request, settings: { ...request.settings, ...settings } };
}

export function framesOf({ steps }: Plan): readonly Frame[] {
  return steps.flatMap(({ operations }) => operations.filter((operation) => operation.op === 'frame'));
}

/** Where the image lies on the canvas of the only frame, and at which size. */
export function imageOnCanvas(result: Plan, source: Size): Rect | undefined {
  const [frame] = framesOf(result);
  if (!frame?.canvas) return undefined;
  const { width, height } = frame.crop ?? frame.resize ?? source;
  return { left: frame.canvas.left, top: frame.canvas.top, width, height };
}
