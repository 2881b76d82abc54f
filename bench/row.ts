/** One line of the table that `npm run bench` prints. */
export type Row = {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
  /** Least ratio ours/baseline that we promise ourselves. */
  readonly target: number;
};
