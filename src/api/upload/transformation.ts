/** `transformation` of an upload: what is done to the file before it is stored, and made of it afterwards (rest-api.md 2.3). */
import type { Accounts } from '../../accounts/index.ts';
import { HalftoneError, parseJson } from '../../kernel/index.ts';
import type { PostTransform } from '../../library/index.ts';
import { expandNamed, parse, type Transformation } from '../../transformation/index.ts';
import { errors } from '../errors.ts';
import { isStorableText } from '../text-list.ts';

/** One transformation as it was written, and what it says. */
export type WrittenTransformation = { readonly text: string; readonly parsed: Transformation };

export type UploadTransformation = {
  readonly pre: WrittenTransformation | undefined;
  readonly post: readonly PostTransform[];
};

const MAX_POST = 5;
const PROTOCOLS = ['hls', 'dash'];

/** Per type, whether each member may or must be there. Nothing else may. */
const POST_TYPES: Readonly<Record<PostTransform['type'], { value: Presence; protocol: Presence }>> = {
  transformation: { value: 'required', protocol: 'refused' },
  'gif-to-video': { value: 'optional', protocol: 'refused' },
  thumbnail: { value: 'optional', protocol: 'refused' },
  abs: { value: 'required', protocol: 'required' },
};
type Presence = 'required' | 'optional' | 'refused';

type Json = Readonly<Record<string, unknown>>;

/** Undefined where nothing is asked for. Errors: `invalidTransformation`, whose help says where and what. */
export function readUploadTransformation(value: string | undefined): UploadTransformation | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const { pre, post } = membersOf(readJson(value), 'transformation', ['pre', 'post']);
  if (pre === undefined && post === undefined) return undefined;
  return {
    pre: pre === undefined ? undefined : readText(pre, 'pre'),
    post: post === undefined ? [] : readPost(post),
  };
}

/**
 * The same with what its named transformations stand for, in `pre`.
 * Errors: `invalidTransformation` for names that are unknown or switched off.
 */
export async function withNamed(
  { pre, post }: UploadTransformation,
  accounts: Pick<Accounts, 'namedTransformations'>,
): Promise<UploadTransformation> {
  const { lookup } = await accounts.namedTransformations.current();
  const expand = (text: WrittenTransformation, where: string): WrittenTransformation => {
    const parsed = explained(where, () => expandNamed(text.parsed, lookup));
    return { ...text, parsed };
  };
  for (const [index, { value }] of post.entries()) {
    const where = `post[${index}].value`;
    if (value !== undefined) expand(readText(value, where), where);
  }
  return { pre: pre && expand(pre, 'pre'), post };
}

/** Errors: `notTransformable`, `incompatiblePost`. */
export function checkApplies({ post }: UploadTransformation, mime: string): void {
  const kind = kindOf(mime);
  if (kind === undefined) throw errors.notTransformable();
  if (applicable(post, mime).length < post.length) throw errors.incompatiblePost();
}

/** Those that can be made of a file. */
export function applicable(post: readonly PostTransform[], mime: string): readonly PostTransform[] {
  const kind = kindOf(mime);
  return kind === undefined ? [] : post.filter(({ type }) => APPLIES[type](kind, mime));
}

/** What a file has to be for a transformation to apply to it. */
export function kindOf(mime: string): 'image' | 'video' | undefined {
  if (mime.startsWith('image/')) return 'image';
  return mime.startsWith('video/') ? 'video' : undefined;
}

const APPLIES: Readonly<Record<PostTransform['type'], (kind: 'image' | 'video', mime: string) => boolean>> = {
  transformation: () => true,
  'gif-to-video': (_, mime) => mime === 'image/gif',
  thumbnail: (kind) => kind === 'video',
  abs: (kind) => kind === 'video',
};

function readPost(given: unknown): readonly PostTransform[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_POST)
    throw invalid(`post must be a list of 1 to ${MAX_POST} objects`);
  return given.map((item, index) => readItem(item, `post[${index}]`));
}

function readItem(given: unknown, where: string): PostTransform {
  const item = membersOf(given, where, ['type', 'value', 'protocol']);
  const { type, value, protocol } = item;
  if (typeof type !== 'string' || !Object.hasOwn(POST_TYPES, type))
    throw invalid(`${where}.type must be one of ${Object.keys(POST_TYPES).join(', ')}`);
  const rules = POST_TYPES[type as PostTransform['type']];
  for (const name of ['value', 'protocol'] as const) checkPresence(item, name, rules[name], where);
  if (value !== undefined) readText(value, `${where}.value`);
  if (protocol !== undefined && !PROTOCOLS.includes(protocol as string))
    throw invalid(`${where}.protocol must be one of ${PROTOCOLS.join(', ')}`);
  return item as PostTransform;
}

function checkPresence(item: Json, name: 'value' | 'protocol', presence: Presence, where: string): void {
  const isThere = item[name] !== undefined;
  if (isThere && presence === 'refused') throw invalid(`${where} cannot have ${name} with type ${item.type}`);
  if (!isThere && presence === 'required') throw invalid(`${where} needs ${name} with type ${item.type}`);
}

/** A transformation that is not empty and can be read. It is written as in the query of a URL. */
function readText(given: unknown, where: string): WrittenTransformation {
  if (typeof given !== 'string' || given.trim() === '' || !isStorableText(given))
    throw invalid(`${where} must be a transformation such as w-300`);
  const parsed = explained(where, () => parse(given.trim(), { form: 'query' }));
  if (parsed.steps.length === 0) throw invalid(`${where} must be a transformation such as w-300`);
  return { text: given, parsed };
}

function membersOf(given: unknown, where: string, known: readonly string[]): Json {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(`${where} must be an object`);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`${where} may have ${known.join(', ')} only`);
  return given as Json;
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalid('it must be JSON');
  }
}

/** Of what the language declares, the text says what is wrong and where. */
function explained<Out>(where: string, read: () => Out): Out {
  try {
    return read();
  } catch (error) {
    throw error instanceof HalftoneError ? invalid(`${where}: ${error.message}`).because(error) : error;
  }
}

function invalid(why: string): HalftoneError {
  return errors.invalidTransformation().with({ help: why });
}
