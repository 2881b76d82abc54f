/** What the setting `defaultUpload` adds to an upload that does not say it itself. */
import type { Accounts } from '../../accounts/index.ts';
import { HalftoneError } from '../../kernel/index.ts';
import { errors } from '../errors.ts';
import { type FormFields, UPLOAD_FIELDS, type UploadField, values } from './fields.ts';
import { readUploadParams, type UploadParams } from './params.ts';
import { withNamed } from './transformation.ts';

/** By name, as JSON says them. */
export type UploadDefaults = Readonly<Record<string, unknown>>;

/** What only the upload itself can say: what it is called, and who sends it. */
const NO_DEFAULT: ReadonlySet<string> = new Set(['fileName', 'publicKey', 'signature', 'expire', 'token']);
const DEFAULTABLE: ReadonlySet<string> = new Set(UPLOAD_FIELDS.filter((name) => !NO_DEFAULT.has(name)));

/** The fields that were sent, and those of the defaults that were not: an empty value was sent. */
export function withDefaults(fields: FormFields, defaults: UploadDefaults): FormFields {
  const missing = Object.entries(defaults).filter(
    ([name]) => values(fields, name as UploadField).length === 0,
  );
  if (missing.length === 0) return fields;
  return new Map([
    ...fields,
    ...missing.map(([name, value]) => [name as UploadField, [textOf(value)]] as const),
  ]);
}

/** Refuses now what every upload would be refused for later, but for names. Errors: `invalidDefaultUpload`. */
export function checkUploadDefaults(defaults: UploadDefaults): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (!DEFAULTABLE.has(name))
      throw errors.invalidDefaultUpload(`${JSON.stringify(name.slice(0, 100))} cannot have a default`);
    if (value === null) throw errors.invalidDefaultUpload(`${name} is null`);
  }
  try {
    readDefaults(defaults);
  } catch (error) {
    throw asInvalidDefault(error);
  }
}

/**
 * The same of the named transformations in checked defaults, which only the account knows.
 * Errors: `invalidDefaultUpload`.
 */
export async function checkNamedDefaults(
  defaults: UploadDefaults,
  accounts: Pick<Accounts, 'namedTransformations'>,
): Promise<void> {
  const { transformation } = readDefaults(defaults);
  if (transformation === undefined) return;
  await withNamed(transformation, accounts).catch((error: unknown) => {
    throw asInvalidDefault(error);
  });
}

function readDefaults(defaults: UploadDefaults): UploadParams {
  return readUploadParams(withDefaults(new Map([['fileName', ['a']]]), defaults));
}

/** Where a help says what is wrong, the help of the setting would hide it. */
function asInvalidDefault(error: unknown): unknown {
  if (!(error instanceof HalftoneError)) return error;
  return errors.invalidDefaultUpload(String(error.details?.help ?? error.message)).because(error);
}

/** As a form says it: lists and objects are JSON there too (rest-api.md 1.6). */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
