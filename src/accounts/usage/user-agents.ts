/** Which browser and which device a `User-Agent` names. */
import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';

export type UserAgent = {
  /** `Chrome`, `Googlebot`; `Other` where nothing is recognised. */
  readonly browser: string;
  /** `Desktop - Apple Mac`, `Smartphone - Apple iPhone`, `Tablet - Android`. */
  readonly device: string;
};

const UNKNOWN: UserAgent = { browser: 'Other', device: 'Other' };

/** Real ones are shorter; what it costs to read one grows with it. */
const MAX_LENGTH = 300;
const MAX_KNOWN = 2_000;

export type UserAgentReader = {
  /** @param limit how many may be read anew: the others are as good as unknown */
  readAll(texts: readonly string[], limit: number): ReadonlyMap<string, UserAgent>;
};

export function createUserAgentReader(): UserAgentReader {
  const known = new LRUCache<string, UserAgent>({ max: MAX_KNOWN });
  return {
    readAll(texts, limit) {
      let left = limit;
      const found = new Map<string, UserAgent>();
      for (const text of texts) {
        let agent = known.get(text);
        if (agent === undefined && left > 0) {
          left -= 1;
          agent = readUserAgent(text);
          known.set(text, agent);
        }
        found.set(text, agent ?? UNKNOWN);
      }
      return found;
    },
  };
}

export function readUserAgent(text: string): UserAgent {
  if (text === '' || text.length > MAX_LENGTH) return UNKNOWN;
  const { browser, os, platform } = Bowser.parse(text);
  const kind = KINDS[platform.type ?? ''];
  const make =
    MAKES[os.name ?? ''] ?? ([platform.vendor, platform.model].filter(Boolean).join(' ') || os.name);
  return {
    browser: browser.name || firstProduct(text) || UNKNOWN.browser,
    device: [kind, make].filter(Boolean).join(' - ') || UNKNOWN.device,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  desktop: 'Desktop',
  mobile: 'Smartphone',
  tablet: 'Tablet',
  tv: 'TV',
  bot: 'Bot',
};

/** Where the system says more than vendor and model. */
const MAKES: Readonly<Record<string, string>> = { macOS: 'Apple Mac', Windows: 'Windows', Linux: 'Linux' };

/** Programs that are no browsers begin with their name: `curl/8.1`. */
function firstProduct(text: string): string | undefined {
  return /^([A-Za-z][\w.-]{0,39})(\/|$)/.exec(text)?.[1];
}
