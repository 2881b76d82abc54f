/** What crosses between the server and a child: little, since bytes travel as files. */

import type { PlainError } from '../kernel/index.ts';

/**
 * What a tasks module exports under the name `tasks`. Input and output must survive a structured clone. `report` tells
 * the server how far the task has come, at once: what a crash right after it cannot take back.
 */
export type Tasks = Readonly<
  Record<string, (input: never, report: (phase: string) => void) => Promise<unknown>>
>;

/** Server to child. A child gets the next one only after its answer. */
export type Job = { readonly task: string; readonly input: unknown };

/** Child to server, any number of times before the answer to a job. */
export type Report = { readonly kind: 'phase'; readonly phase: string };

/** Child to server. `ready` comes once, when the tasks module is loaded. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly output: unknown; readonly residentBytes: number }
  | {
      readonly kind: 'failed';
      readonly error: PlainError;
      /** The stack of what was thrown, for the log. */
      readonly cause: string | undefined;
      readonly residentBytes: number;
    };
