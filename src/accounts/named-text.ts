/** What may be stored as a named transformation, and what it uses itself: pure, by the language's own parser. */
import { HalftoneError, toPlain } from '../kernel/index.ts';
import {
  canonical,
  expandNamed,
  isBuiltInName,
  type NamedLookup,
  parse,
  requirements,
  type Transformation,
} from '../transformation/index.ts';
import { errors } from './errors.ts';

/** Ours: far above any real one, and 250 of them still fit in memory. */
const MAX_TEXT_LENGTH = 20_000;
const MAX_NAME_LENGTH = 200;

/** Names of ImageKit's that are no one's to make, though not each of them can be used here. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['media_library_thumbnail']);

/** Errors: `invalidName`, its help says why. */
export function checkName(name: string): void {
  if (!/^[A-Za-z0-9_]+$/.test(name)) throw explained(errors.invalidName(), 'Send letters, digits and _.');
  if (name.length > MAX_NAME_LENGTH)
    throw explained(errors.invalidName(), `Send at most ${MAX_NAME_LENGTH} characters.`);
  if (isBuiltInName(name) || RESERVED_NAMES.has(name))
    throw explained(errors.invalidName(), 'Choose another: every account has one of this name already.');
}

/** Refuses now what delivery would refuse later. Errors: `invalidTransformation`, its help says why. */
export function checkTransformation(text: string): void {
  const refused = (why: string) => explained(errors.invalidTransformation(), why);
  if (text.length > MAX_TEXT_LENGTH) throw refused(`Send at most ${MAX_TEXT_LENGTH} characters.`);
  if (!text.isWellFormed() || text.includes('\0')) throw refused('It is not valid text.');
  const parsed = readable(() => parse(text, { form: 'query' }));
  if (canonical(parsed) === '') throw refused('It is empty.');
}

/**
 * The same of the names in the text of a name: they have to be there, and not to lead back to it.
 *
 * @param lookup knows the name itself, too
 * Errors: `invalidTransformation`, its help says why.
 */
export function checkNamesIn(name: string, lookup: NamedLookup): void {
  readable(() => expandNamed(parse(`n-${name}`), lookup));
}

function readable(read: () => Transformation): Transformation {
  try {
    return read();
  } catch (error) {
    throw error instanceof HalftoneError
      ? explained(errors.invalidTransformation(), error.message).because(error)
      : error;
  }
}

/** Whether `n-<name>` stands anywhere in a text. One that is no transformation uses nothing. */
export function usesName(text: string, name: string): boolean {
  try {
    return requirements(parse(text, { form: 'query' })).named.includes(name);
  } catch (error) {
    if (error instanceof HalftoneError) return false;
    throw error;
  }
}

/** The literal message, and why as its help. */
function explained(error: HalftoneError, help: string): HalftoneError {
  return new HalftoneError({ ...toPlain(error), help });
}
