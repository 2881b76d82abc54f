/**
 * The pictures of docs/transformations.md: `node scripts/pictures.ts` makes them with the project's own language and
 * engine. `npm run check` looks only whether they are there.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imagingTasks } from '../src/imaging/index.ts';
import {
  type ParameterKey,
  type PlanRequest,
  parse,
  plan,
  type SourceFacts,
} from '../src/transformation/index.ts';
import { BALLOON, BALLOON_AREA, balloon, SCENE, scene } from './scene.ts';

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'pictures');

/** A page of pictures must stay quick to load, and a repository small. */
const MAX_BYTES = 15_000;

export type Picture = { readonly source: 'scene' | 'balloon'; readonly transformation: string };

const onScene = (transformation: string): Picture => ({ source: 'scene', transformation });
const onBalloon = (transformation: string): Picture => ({ source: 'balloon', transformation });

/** What each rendered parameter does. */
export const PICTURES: { readonly [Key in ParameterKey]?: Picture } = {
  w: onScene('w-120'),
  h: onScene('h-60'),
  ar: onScene('w-120,ar-1-1'),
  dpr: onScene('w-60,dpr-2'),
  c: onScene('w-120,h-120,c-force'),
  cm: onScene('w-120,h-120,cm-pad_resize,bg-2B5C94'),
  x: onScene('w-90,h-90,cm-extract,x-140'),
  y: onScene('w-90,h-90,cm-extract,y-70'),
  xc: onScene('w-90,h-90,cm-extract,xc-180'),
  yc: onScene('w-90,h-90,cm-extract,yc-115'),
  fo: onScene('w-80,h-120,fo-custom'),
  bg: onBalloon('bg-F3C79A'),
  r: onScene('r-40'),
  b: onScene('w-220,b-8_A3162B'),
  rt: onScene('w-180,rt-20'),
  fl: onScene('fl-h'),
  t: onBalloon('t-true'),
  o: onScene('o-40'),
  bl: onScene('bl-10'),
  'e-grayscale': onScene('e-grayscale'),
  'e-contrast': onScene('e-contrast'),
  'e-sharpen': onScene('e-sharpen-60'),
  'e-usm': onScene('e-usm-2-2-2-0.02'),
  q: onScene('q-5'),
};

/** Parameters of which a picture would show nothing. */
export const NOTHING_TO_SEE: ReadonlySet<ParameterKey> = new Set([
  ...(['f', 'lo', 'pr', 'md', 'cp', 'orig', 'pg', 'dn', 'di', 'n', 'c2pa'] as const),
]);

/** The file of a parameter's picture, or of a source. */
export function pictureName(key: string): string {
  return `${key}.webp`;
}

const SOURCES: Readonly<
  Record<Picture['source'], { make(): Promise<Buffer>; mime: string; facts: SourceFacts }>
> = {
  scene: {
    make: scene,
    mime: 'image/jpeg',
    facts: { ...SCENE, hasAlpha: false, format: 'jpg', pages: 1, customCoordinates: BALLOON_AREA },
  },
  balloon: {
    make: balloon,
    mime: 'image/png',
    facts: { ...BALLOON, hasAlpha: true, format: 'png', pages: 1 },
  },
};

const REQUEST: PlanRequest = {
  accepts: { webp: true, avif: false },
  hints: { saveData: false },
  settings: {
    defaultFormat: 'auto',
    autoAvif: false,
    defaultQuality: 85,
    keepMetadata: false,
    keepColorProfile: false,
    pngCompression: 'lossless',
    maxMegapixels: 1,
  },
};

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'halftone-pictures-'));
  try {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    // All before the first rendering, after which libvips reads no SVG but what imaging has sanitised.
    for (const [name, { make }] of Object.entries(SOURCES)) writeFileSync(join(folder, name), await make());
    for (const source of ['scene', 'balloon'] as const)
      await draw(folder, source, { source, transformation: 'q-90' });
    for (const [key, picture] of Object.entries(PICTURES)) await draw(folder, key, picture);
    checkSizes();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function draw(folder: string, name: string, { source, transformation }: Picture): Promise<void> {
  const { mime, facts } = SOURCES[source];
  const path = join(FOLDER, pictureName(name));
  await imagingTasks.render({
    source: { path: join(folder, source), mime, size: facts },
    plan: plan(parse(transformation), facts, REQUEST),
    target: { draft: `${path}.draft`, path },
    limits: { maxMegapixels: REQUEST.settings.maxMegapixels },
  });
}

function checkSizes(): void {
  for (const file of readdirSync(FOLDER)) {
    const { size } = statSync(join(FOLDER, file));
    if (size > MAX_BYTES) throw new Error(`docs/pictures/${file} has ${size} bytes, more than ${MAX_BYTES}`);
  }
}
