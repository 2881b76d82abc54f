/** One line of the table that `npm run bench` prints. */
export type Row = {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
  /** What we promise ourselves of the ratio ours/baseline; without either the line is there to be read beside another. */
  readonly atLeast?: number;
  readonly atMost?: number;
};

/** What the command line chooses. */
export type Options = {
  /** fit512: pattern of another server's URLs, measured in place of ours. */
  readonly url?: string | undefined;
  /** memory: how many renditions. */
  readonly renditions?: number | undefined;
  /** avif: a folder of JPEGs to use in place of made ones. */
  readonly photos?: string | undefined;
  /** library, library-load: how many assets, such as `100000,1000000`. */
  readonly assets?: string | undefined;
  /** library, library-load: the folder where filled SQLite libraries are kept for the next time. */
  readonly data?: string | undefined;
  /** library: the URL of a server of PostgreSQL where filled databases are kept for the next time. */
  readonly postgres?: string | undefined;
  /** library: `sqlite` or `postgres`. */
  readonly only?: string | undefined;
  /** library: a part of the names of those to measure. */
  readonly kind?: string | undefined;
};

export type Benchmark = (options: Options) => Promise<readonly Row[]>;

/** `400 px jpg (1/s)   55.1  58.0  0.95  at least 0.85`, with MISSED where the promise is not kept. */
export function rowText({ name, ours, baseline, unit, atLeast, atMost }: Row): string {
  const ratio = ours / baseline;
  const kept = ratio >= (atLeast ?? ratio) && ratio <= (atMost ?? ratio);
  const promise =
    atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : '';
  return line(
    `${name} (${unit})`,
    figure(ours),
    figure(baseline),
    ratio.toPrecision(3),
    `${promise}${kept ? '' : ' MISSED'}`,
  );
}

export const HEADING = line('benchmark', 'ours', 'baseline', 'ratio', 'promise');

function line(name: string, ours: string, baseline: string, ratio: string, promise: string): string {
  return `${name.padEnd(48)}${ours.padStart(10)}${baseline.padStart(10)}${ratio.padStart(8)}  ${promise}`;
}

/** Four digits that count. */
function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 3 : value < 1000 ? 1 : 0);
}
