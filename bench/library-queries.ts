/**
 * What the benchmark `library` asks: kinds of lists and searches, each with arguments that vary. In the order of
 * creation (the default of a list), unless its name says otherwise: `else` is by name, by update and by size.
 */
import type { Sort } from '../src/library/index.ts';
import type { Random } from '../test/crash/random.ts';
import {
  BRANDS,
  CHANNELS,
  createdAt,
  END,
  type Folder,
  KNOWN,
  SEASONS,
  SHARES,
  START,
  TAGS,
  WORDS,
} from './library-data.ts';
import { oftenFirst } from './library-words.ts';

export type Asked = { readonly searchQuery?: string; readonly path?: string; readonly sort: Sort };

export type Kind = {
  readonly name: string;
  /** Finds a thousand files, however many there are. */
  readonly isConstant?: true;
  /** Beyond what is promised: to be read, not to be kept. */
  readonly isExtra?: true;
  /** Pages are chosen among the first so many; 10 where it does not say. */
  readonly pages?: number;
  ask(random: Random, library: { readonly files: number; readonly folders: readonly Folder[] }): Asked;
};

const BY_TIME: readonly Sort[] = ['ASC_CREATED', 'DESC_CREATED'];
const BY_ELSE: readonly Sort[] = ['ASC_NAME', 'DESC_NAME', 'ASC_UPDATED', 'DESC_UPDATED', 'DESC_SIZE'];
const ORDERS: readonly Sort[] = [...BY_TIME, ...BY_ELSE];

const constant = (name: string, searchQuery: string, sorts: readonly Sort[] = ORDERS): Kind => ({
  name,
  isConstant: true,
  ask: (random) => ({ searchQuery, sort: random.pick(sorts) }),
});

const varied = (name: string, query: (random: Random) => string, sorts: readonly Sort[] = BY_TIME): Kind => ({
  name,
  ask: (random) => ({ searchQuery: query(random), sort: random.pick(sorts) }),
});

const extra = (kind: Kind): Kind => ({ ...kind, name: `(${kind.name})`, isExtra: true });

/** A word as people look for it: the common ones more often; or the beginning of one. */
const word = (random: Random) => oftenFirst(random, WORDS);
const beginning = (random: Random) => word(random).slice(0, random.integer(3, 4));
const day = (time: number) => new Date(time).toISOString().slice(0, 10);
const someDay = (random: Random) => START + Math.floor(random.next() * (END - START));
const RELEVANCE: readonly Sort[] = ['DESC_RELEVANCE'];

export const KINDS: readonly Kind[] = [
  {
    name: 'folder',
    ask: (random, { folders }) => ({
      path: oftenFirst(random, folders.slice(1)).path,
      sort: random.pick([...BY_TIME, 'ASC_NAME', 'DESC_NAME']),
    }),
  },
  {
    name: 'folder of 1,000',
    isConstant: true,
    ask: (random) => ({ path: KNOWN.folder, sort: random.pick(ORDERS) }),
  },
  varied(
    'name begins',
    (random) => `name : "${random.next() < 0.5 ? beginning(random) : `IMG_000${random.integer(0, 99)}`}"`,
  ),
  constant('name begins, 1,000', `name : "${KNOWN.nameStart}"`),
  varied('tag', (random) => `tags IN ["${oftenFirst(random, TAGS)}"]`),
  constant('tag, 1,000', `tags IN ["${KNOWN.tag}"]`),
  varied('tag, 10 %, by date', () => `tags IN ["${SHARES.tenth}"]`),
  extra(varied('tag, 10 %, by name', () => `tags IN ["${SHARES.tenth}"]`, ['ASC_NAME', 'DESC_NAME'])),
  varied('tag, 1 %', () => `tags IN ["${SHARES.hundredth}"]`),
  extra(
    varied('two tags', (random) => `tags IN ["${oftenFirst(random, TAGS)}"] AND tags IN ["${SHARES.tenth}"]`),
  ),
  varied('name HAS', (random) => `name HAS "${word(random)}"`),
  varied('name HAS, by relevance', (random) => `name HAS "${word(random)}"`, RELEVANCE),
  varied('name HAS beginning, by relevance', (random) => `name HAS "${beginning(random)}"`, RELEVANCE),
  varied(
    'name HAS two words, by relevance',
    (random) => `name HAS "${word(random)} ${beginning(random)}"`,
    RELEVANCE,
  ),
  varied('tags HAS, by relevance', (random) => `tags HAS "${oftenFirst(random, TAGS)}"`, RELEVANCE),
  varied('text HAS', (random) => `"customMetadata.story" HAS "${word(random)}"`),
  varied('text HAS, by relevance', (random) => `"customMetadata.story" HAS "${word(random)}"`, RELEVANCE),
  varied(
    'name or tags HAS, by relevance',
    (random) => {
      const wanted = word(random);
      return `name HAS "${wanted}" OR tags HAS "${wanted}"`;
    },
    RELEVANCE,
  ),
  constant('name HAS, 1,000', `name HAS "${KNOWN.word}"`),
  constant('name HAS, 1,000, by relevance', `name HAS "${KNOWN.word}"`, RELEVANCE),
  constant('text HAS, 1,000, by relevance', `"customMetadata.story" HAS "${KNOWN.storyWord}"`, RELEVANCE),
  varied('text field', (random) => `"customMetadata.brand" = "${oftenFirst(random, BRANDS)}"`),
  varied('number field', (random) => `"customMetadata.rating" >= ${random.integer(0, 50) / 10}`),
  varied('number field, narrow', (random) => `"customMetadata.rating" = ${random.integer(0, 50) / 10}`),
  varied('date field', (random) => {
    const from = someDay(random);
    return `"customMetadata.launch" >= ${day(from)} AND "customMetadata.launch" < ${day(from + random.integer(1, 60) * 86_400_000)}`;
  }),
  varied('select field', (random) => `"customMetadata.season" = "${random.pick(SEASONS)}"`),
  varied('multi-select field', (random) => `"customMetadata.channels" IN ["${random.pick(CHANNELS)}"]`),
  constant('text field, 1,000', `"customMetadata.brand" = "${KNOWN.brand}"`),
  constant('number field, 1,000', `"customMetadata.rating" > 100`),
  constant('date field, 1,000', `"customMetadata.launch" < ${KNOWN.launchBefore}`),
  constant('select field, 1,000', `"customMetadata.season" = "${KNOWN.season}"`),
  varied('dates', (random) => {
    const from = someDay(random);
    return `createdAt >= ${day(from)} AND createdAt < ${day(from + random.integer(1, 365) * 86_400_000)}`;
  }),
  {
    name: 'dates, 1,000',
    isConstant: true,
    ask(random, { files }) {
      const first = random.integer(0, files - KNOWN.count);
      const [from, to] = [first, first + KNOWN.count].map((index) =>
        new Date(createdAt(index, files)).toISOString(),
      );
      return { searchQuery: `createdAt >= "${from}" AND createdAt < "${to}"`, sort: random.pick(ORDERS) };
    },
  },
  varied('sizes', (random) => {
    const from = Math.floor(Math.exp(9 + random.next() * 8));
    return `size >= ${from} AND size < ${Math.floor(from * (1 + random.next()))}`;
  }),
  constant('sizes, 1,000', `size >= "6gb"`),
  extra(
    varied(
      'images of a season and a tenth',
      (random) =>
        `"customMetadata.season" = "${random.pick(SEASONS)}" AND tags IN ["${SHARES.tenth}"] AND format = "jpg"`,
    ),
  ),
  varied('without a tag', () => `tags NOT IN ["${SHARES.tenth}"]`),
  extra({
    name: 'folder, by update',
    ask: (random, { folders }) => ({ path: oftenFirst(random, folders.slice(1)).path, sort: 'DESC_UPDATED' }),
  }),
  extra(varied('tag, else', (random) => `tags IN ["${oftenFirst(random, TAGS)}"]`, BY_ELSE)),
  extra(varied('tag, 1 %, else', () => `tags IN ["${SHARES.hundredth}"]`, BY_ELSE)),
  extra(varied('name HAS, else', (random) => `name HAS "${word(random)}"`, BY_ELSE)),
  extra(
    varied(
      'text field, else',
      (random) => `"customMetadata.brand" = "${oftenFirst(random, BRANDS)}"`,
      BY_ELSE,
    ),
  ),
  extra(
    varied(
      'number field, else',
      (random) => `"customMetadata.rating" >= ${random.integer(0, 50) / 10}`,
      BY_ELSE,
    ),
  ),
  extra(varied('tag, 10 %, by size', () => `tags IN ["${SHARES.tenth}"]`, ['DESC_SIZE', 'ASC_SIZE'])),
  extra(varied('tag of the oldest, newest first', () => `tags IN ["${SHARES.oldest}"]`, ['DESC_CREATED'])),
  extra(varied('tag of the newest, oldest first', () => `tags IN ["${SHARES.newest}"]`, ['ASC_CREATED'])),
  extra(
    varied(
      'tag of the oldest, newest first, and a word',
      (random) => `tags IN ["${SHARES.oldest}"] AND name HAS "${word(random)}"`,
      ['DESC_CREATED'],
    ),
  ),
  extra({
    ...varied('tag, 10 %, by date, page 1 to 500', () => `tags IN ["${SHARES.tenth}"]`, BY_TIME),
    pages: 500,
  }),
  extra(varied('all by size', () => 'size > 0', ['DESC_SIZE'])),
  extra(varied('no tags at all', () => 'tags NOT EXISTS')),
  extra(
    varied(
      'nothing matches',
      () => `tags NOT IN ["x"] AND "customMetadata.rating" NOT EXISTS AND "customMetadata.brand" = "x"`,
    ),
  ),
  extra(varied('nothing negative matches', () => `name NOT IN ["x"] AND "embeddedMetadata.Nothing" EXISTS`)),
];
