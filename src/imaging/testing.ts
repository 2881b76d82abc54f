/** For the tests of this room: plans written by hand or as URLs have them, and looking at what came out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import sharp, { type Metadata } from 'sharp';
import {
  type Operation,
  type Output,
  type Plan,
  type PlanRequest,
  parse,
  plan,
  type Size,
} from '../transformation/index.ts';
import { type Rendered, render } from './render.ts';

type Source = {
  readonly source: Uint8Array | string;
  readonly mime?: string;
  readonly size?: Size;
  readonly maxMegapixels?: number;
};

type Job = Source & {
  readonly operations?: readonly Operation[];
  /** One list of operations a step, for chains. */
  readonly steps?: readonly (readonly Operation[])[];
  readonly output?: Partial<Output>;
  readonly animated?: boolean;
  readonly page?: number;
};

export type Result = Rendered & { readonly bytes: Buffer; readonly metadata: Metadata };

const OUTPUT: Output = {
  format: 'png',
  quality: 80,
  lossless: false,
  progressive: false,
  keepMetadata: false,
  keepColorProfile: false,
  pngPalette: false,
};

/** A request of a client that names no format, under the settings a server starts with. */
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

/**
 * A folder for the files of one test module, where `run` renders operations (to PNG, up to 100 MP by default) and `ask`
 * what a URL asks for.
 */
export function workbench() {
  const folder = mkdtempSync(join(tmpdir(), 'halftone-imaging-'));
  after(() => rmSync(folder, { recursive: true }));
  let count = 0;

  async function execute(job: Source, plan: Plan): Promise<Result> {
    count += 1;
    const target = join(folder, `${count}.out`);
    const path = join(folder, `${count}.in`);
    await writeFile(path, job.source);
    const rendered = await render({
      source: { path, mime: job.mime ?? 'image/png', size: job.size },
      plan,
      target: { draft: `${target}.draft`, path: target },
      limits: { maxMegapixels: job.maxMegapixels ?? 100 },
    });
    const bytes = await readFile(target);
    return { ...rendered, bytes, metadata: await sharp(bytes, { animated: true }).metadata() };
  }

  const run = (job: Job) => execute(job, planOf(job));

  async function ask(text: string, job: Source): Promise<Result & { readonly plan: Plan }> {
    const asked = await planText(text, job);
    return { ...(await execute(job, asked)), plan: asked };
  }

  return { folder, run, ask };
}

/** @throws HalftoneError for what cannot be asked of this image */
export async function planText(text: string, { source, mime = 'image/png' }: Source): Promise<Plan> {
  const { autoOrient, hasAlpha, pages = 1 } = await sharp(source).metadata();
  const format = mime === 'image/jpeg' ? 'jpg' : mime.slice('image/'.length);
  return plan(parse(text, { form: 'query' }), { ...autoOrient, hasAlpha, pages, format }, REQUEST);
}

function planOf({ operations = [], steps = [operations], output, animated = false, page }: Job): Plan {
  return {
    original: false,
    originalBecause: undefined,
    asked: true,
    animated,
    page,
    steps: steps.map((step) => ({ operations: step, size: undefined })),
    output: { ...OUTPUT, ...output },
    size: undefined,
    vary: [],
    ignored: [],
    key: '',
  };
}

/** RGBA of one pixel of the first frame. */
export async function pixel(image: Uint8Array, left: number, top: number): Promise<number[]> {
  const one = sharp(image).ensureAlpha().extract({ left, top, width: 1, height: 1 });
  return [...(await one.raw().toBuffer())];
}

/** Whether every channel is within `tolerance` of what is expected. */
export function near(actual: readonly number[], expected: readonly number[], tolerance = 6): boolean {
  return (
    actual.length === expected.length &&
    actual.every((value, i) => Math.abs(value - (expected[i] ?? 0)) <= tolerance)
  );
}

/** A picture that says where each pixel came from: red grows with x, green with y, blue is 100. */
export function gradient(width: number, height: number): ReturnType<typeof sharp> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      pixels.set(
        [Math.round((255 * x) / (width - 1)), Math.round((255 * y) / (height - 1)), 100],
        (y * width + x) * 3,
      );
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
