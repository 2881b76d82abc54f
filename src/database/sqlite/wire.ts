import { fromPlain, HalftoneError, type PlainError, toPlain } from '../../kernel/index.ts';

/** What goes to a thread: numbered requests, or the order to close. A message costs more than what it carries. */
export type ToThread<Body> = readonly Request<Body>[] | 'close';

export type Request<Body> = { readonly id: number; readonly body: Body };

/** What comes back: answers to requests, or why the thread could not start. */
export type FromThread = readonly Answer[] | { readonly failed: WireError };

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

/** An error as data: a structured clone would lose its class, its code and its cause. */
export type WireError = {
  readonly declared?: PlainError | undefined;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly cause?: WireError | undefined;
};

export function encodeError(error: unknown): WireError {
  if (!(error instanceof Error)) return encodeError(new Error(String(error)));
  return {
    declared: error instanceof HalftoneError ? toPlain(error) : undefined,
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
    cause: error.cause === undefined ? undefined : encodeError(error.cause),
  };
}

export function decodeError(wire: WireError): Error {
  const cause = wire.cause && decodeError(wire.cause);
  const error = wire.declared === undefined ? new Error(wire.message) : fromPlain(wire.declared);
  if (cause !== undefined) error.cause = cause;
  if (wire.stack !== undefined) error.stack = wire.stack;
  if (wire.declared === undefined) Object.assign(error, { name: wire.name, code: wire.code });
  return error;
}
