/** Which URLs can be purged (rest-api.md 2.10; delivery.md 7): pure. */

export type PurgePlaces = {
  /** Base of media URLs, up to the account: `https://media.example.com/demo`. */
  readonly base: string;
  /** Hosts whose URLs leave the account out. */
  readonly domains: readonly string[];
  /** Of the URL endpoints: the segments that may follow the base. */
  readonly prefixes: readonly string[];
};

/** Ours: longer than any URL that a browser sends. */
const MAX_URL_LENGTH = 8_192;

/** Levels, or characters, that a wildcard needs before it, unless a whole file name stands there. */
const MIN_LEVELS = 2;
const MIN_CHARACTERS = 15;
/** Where shops keep everything. */
const NEVER: ReadonlySet<string> = new Set(['media/catalog/', 's/files/']);

/** Whether the text is the URL of something below an endpoint of the account, or with a `*` at its end of enough of it. */
export function isPurgeable(text: string, places: PurgePlaces): boolean {
  if (text.length > MAX_URL_LENGTH || !text.isWellFormed()) return false;
  const star = text.indexOf('*');
  const isPrefix = star !== -1;
  if (isPrefix && star !== text.length - 1) return false;
  const path = pathBelowEndpoint(isPrefix ? text.slice(0, -1) : text, places);
  if (path === undefined) return false;
  return isPrefix ? mayEndInWildcard(path) : path !== '';
}

/** Without a slash at its start; undefined for what is not of the account. */
function pathBelowEndpoint(text: string, { base, domains, prefixes }: PurgePlaces): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const own = new URL(base);
  const before = url.host === own.host ? `${own.pathname}/` : domains.includes(url.host) ? '/' : undefined;
  if (before === undefined || !url.pathname.startsWith(before)) return undefined;
  const path = url.pathname.slice(before.length);
  const [first = ''] = path.split('/', 1);
  const hasPrefix = path.length > first.length && first !== '' && prefixes.includes(first);
  return hasPrefix ? path.slice(first.length + 1) : path;
}

function mayEndInWildcard(path: string): boolean {
  if (NEVER.has(path)) return false;
  const levels = path.split('/').filter((segment) => segment !== '');
  return (
    levels.length >= MIN_LEVELS ||
    path.length >= MIN_CHARACTERS ||
    /\.[A-Za-z0-9]+$/.test(path.slice(path.lastIndexOf('/') + 1))
  );
}
