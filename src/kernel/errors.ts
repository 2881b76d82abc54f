/**
 * The one error class of the program, and how a room declares its own errors.
 *
 * An error is declared once, in the `errors.ts` of the room that throws it: a stable code, the HTTP status, the
 * message and how to mend it. Nothing else in the program builds an error that a client will see.
 */

/** What a declared error is made of. `message` may be a function of what the caller knows. */
export type ErrorSpec<Args extends readonly never[] = readonly never[]> = {
  /** Stable name: `ik-error` shows it on delivery, logs carry it everywhere. */
  readonly code: string;
  /** HTTP status: 4xx for what the client caused, 5xx for what it did not. */
  readonly status: number;
  readonly message: string | ((...args: Args) => string);
  /** How to mend it; the API falls back to a general text. */
  readonly help?: string;
  /** ImageKit's machine-readable `reason`, where its API documents one (file and folder operations). */
  readonly reason?: string;
  /** Seconds after which the client may try again (`Retry-After`). */
  readonly retryAfter?: number;
};

/** More members for the JSON body of one error: `errors` (field to text), `missingFileIds`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export class HalftoneError extends Error {
  override readonly name = 'HalftoneError';
  readonly code: string;
  readonly status: number;
  readonly help: string | undefined;
  readonly reason: string | undefined;
  readonly retryAfter: number | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(fields: PlainError, options?: { readonly cause?: unknown }) {
    super(fields.message, options);
    this.code = fields.code;
    this.status = fields.status;
    this.help = fields.help;
    this.reason = fields.reason;
    this.retryAfter = fields.retryAfter;
    this.details = fields.details;
  }

  /** A copy with members added to its JSON body. */
  with(details: ErrorDetails): HalftoneError {
    return new HalftoneError(
      { ...toPlain(this), details: { ...this.details, ...details } },
      { cause: this.cause },
    );
  }

  /** A copy after which the client may try again in so many seconds. */
  retryIn(seconds: number): HalftoneError {
    return new HalftoneError({ ...toPlain(this), retryAfter: seconds }, { cause: this.cause });
  }

  /** A copy that remembers what caused it; the cause is logged, never sent. */
  because(cause: unknown): HalftoneError {
    return new HalftoneError(toPlain(this), { cause });
  }
}

/** A {@link HalftoneError} as data, for the way between threads and processes. */
export type PlainError = {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly help?: string | undefined;
  readonly reason?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly details?: ErrorDetails | undefined;
};

export function toPlain(error: HalftoneError): PlainError {
  const { code, status, message, help, reason, retryAfter, details } = error;
  return { code, status, message, help, reason, retryAfter, details };
}

export function fromPlain(plain: PlainError): HalftoneError {
  return new HalftoneError(plain);
}

type Factory<Spec> = (Spec extends { message: (...args: infer Args) => string }
  ? (...args: Args) => HalftoneError
  : () => HalftoneError) & { readonly spec: Spec };

/**
 * Turns a table of declared errors into functions that make them: `throw errors.missingParameter('file')`.
 * Each function carries its declaration as `.spec`, from which the catalogue of all errors is made.
 */
export function defineErrors<const Specs extends Readonly<Record<string, ErrorSpec>>>(
  specs: Specs,
): { readonly [Name in keyof Specs]: Factory<Specs[Name]> } {
  const factories = Object.entries(specs).map(([name, spec]) => {
    const make = (...args: never[]) => {
      const message = typeof spec.message === 'function' ? spec.message(...args) : spec.message;
      return new HalftoneError({ ...spec, message });
    };
    return [name, Object.assign(make, { spec })];
  });
  return Object.fromEntries(factories) as { readonly [Name in keyof Specs]: Factory<Specs[Name]> };
}
