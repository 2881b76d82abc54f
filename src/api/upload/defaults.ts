/** What the setting `defaultUpload` adds to an upload that does not say it itself. */
import type { Accounts } from '../../accounts/index.ts';
import { type Clock, type ErrorDetails, HalftoneError } from '../../kernel/index.ts';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { readExtensions } from '../extensions/read.ts';
import { uploadCheck } from './checks.ts';
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

/**
 * Refuses now what every upload would be refused for later, as far as that shows without asking the account.
 * Errors: `invalidDefaultUpload`.
 */
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

export type AccountDefaultsDeps = {
  readonly accounts: Pick<Accounts, 'namedTransformations' | 'savedExtensions'>;
  readonly library: Pick<Library, 'customFields' | 'checkCustomMetadata'>;
  readonly clock: Clock;
};

/**
 * The same of what checked defaults name of the account: its named transformations, saved extensions and custom
 * metadata fields. Errors: `invalidDefaultUpload`.
 */
export async function checkAccountDefaults(
  defaults: UploadDefaults,
  deps: AccountDefaultsDeps,
): Promise<void> {
  const params = readDefaults(defaults);
  const { transformation, extensions, webhookUrl, ingest } = params;
  try {
    if (transformation !== undefined) await withNamed(transformation, deps.accounts);
    if (ingest.customMetadata !== undefined) await deps.library.checkCustomMetadata(ingest.customMetadata);
    await uploadCheck(params, deps);
    await readExtensions(extensions, webhookUrl, deps);
  } catch (error) {
    throw asInvalidDefault(error);
  }
}

function readDefaults(defaults: UploadDefaults): UploadParams {
  return readUploadParams(withDefaults(new Map([['fileName', ['a']]]), defaults));
}

/** What an upload would be told is told of the setting. A database that does not answer is nobody's mistake. */
function asInvalidDefault(error: unknown): unknown {
  if (!(error instanceof HalftoneError) || error.status >= 500) return error;
  const { help: why = error.message, ...details }: ErrorDetails = error.details ?? {};
  const help = error.help === undefined ? {} : { help: error.help };
  return errors
    .invalidDefaultUpload(String(why))
    .with({ ...details, ...help })
    .because(error);
}

/** As a form says it: lists and objects are JSON there too (rest-api.md 1.6). */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
