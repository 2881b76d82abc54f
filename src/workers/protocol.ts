/** What crosses between the server and a child: one message each way a job. Bytes travel as files, never here. */

import type { PlainError } from '../kernel/index.ts';

/** What a tasks module exports under the name `tasks`. Input and output must survive a structured clone. */
export type Tasks = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/** Server to child. A child gets the next one only after its answer. */
export type Job = { readonly task: string; readonly input: unknown };

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
