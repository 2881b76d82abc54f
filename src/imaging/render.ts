/**
 * A plan, executed: decode, the operations of every step in order, encode. One decode and one encode whatever the
 * number of steps.
 */
import type { OutputFormat, Plan } from '../transformation/index.ts';
import { open, type Source } from './decode.ts';
import { withSvgReader } from './engine.ts';
import { decodingErrors } from './failures.ts';
import type { Limits } from './limits.ts';
import { execute } from './operations/index.ts';
import { encode } from './output.ts';
import { type Target, type Written, write } from './written.ts';

export type RenderJob = {
  readonly source: Source;
  readonly plan: Plan;
  readonly target: Target;
  readonly limits: Limits;
};

/** Dimensions of one frame in pixels. */
export type Rendered = Written & {
  readonly width: number;
  readonly height: number;
  readonly format: OutputFormat;
};

/**
 * Runs in a child process.
 *
 * @param report told `opened` when the header has been read, before pixels are touched: it says whose fault a crash is.
 *   One that is known has been opened before.
 * @throws errors.cannotDecode, errors.noDecoder, errors.tooLarge, errors.notRendered
 */
export async function render(
  { source, plan, target, limits }: RenderJob,
  report: (phase: 'opened') => void = () => {},
): Promise<Rendered> {
  const produce = async () => {
    const opened = await open(source, plan, limits);
    if (source.header === undefined) report('opened');
    const operations = plan.steps.flatMap((step) => step.operations);
    return encode(opened, await execute(opened.picture, operations), plan);
  };
  const { bytes, width, height } = await decodingErrors(source.mime, () =>
    source.mime === 'image/svg+xml' ? withSvgReader(produce) : produce(),
  );
  return { ...(await write(target, bytes, { width, height })), width, height, format: plan.output.format };
}
