/**
 * A plan, executed: decode, the operations of every step in order, encode. One decode and one encode whatever the
 * number of steps.
 */
import { writeFile } from 'node:fs/promises';
import type { OutputFormat, Plan } from '../transformation/index.ts';
import { open, type Source } from './decode.ts';
import { withSvgReader } from './engine.ts';
import { decodingErrors } from './failures.ts';
import type { Limits } from './limits.ts';
import { apply } from './operations/index.ts';
import { encode } from './output.ts';

export type RenderJob = {
  readonly source: Source;
  readonly plan: Plan;
  /** The file to write; its folder exists. Moving it to its place when it is whole is the caller's. */
  readonly target: string;
  readonly limits: Limits;
};

/** Dimensions of one frame in pixels, size in bytes. */
export type Rendered = {
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly format: OutputFormat;
};

/**
 * Runs in a child process.
 *
 * @throws errors.cannotDecode, errors.noDecoder, errors.tooLarge, errors.notRendered
 */
export async function render({ source, plan, target, limits }: RenderJob): Promise<Rendered> {
  const produce = async () => {
    const opened = await open(source, plan, limits);
    let picture = opened.picture;
    for (const operation of plan.steps.flatMap((step) => step.operations)) {
      picture = await apply(picture, operation);
    }
    return encode(opened, picture, plan);
  };
  const { bytes, width, height } = await decodingErrors(source.mime, () =>
    source.mime === 'image/svg+xml' ? withSvgReader(produce) : produce(),
  );
  await writeFile(target, bytes);
  return { width, height, size: bytes.length, format: plan.output.format };
}
