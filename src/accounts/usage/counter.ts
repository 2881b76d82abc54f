/** Deliveries as they are counted: in memory, a few look-ups each. What costs more is done when the counts are taken. */
import type { Clock } from '../../kernel/index.ts';
import { type Count, createTally, type Tally } from './tally.ts';

/** One answered request for a media URL. */
export type CountedDelivery = {
  readonly status: number;
  /** Of the body, as far as they were sent. */
  readonly bytes: number;
  readonly cache: 'hit' | 'miss' | 'error';
  /** Media type of what was sent; undefined where nothing was. */
  readonly format: string | undefined;
  /** The file in the library, `/folder/a.jpg`; undefined where the URL names none. */
  readonly path: string | undefined;
  /** What the file is; undefined where it was not found. */
  readonly kind: 'image' | 'video' | 'other' | undefined;
  /** As sent: `w-400,h-400`; empty for none. */
  readonly transformation: string;
  readonly referrer: string | undefined;
  readonly userAgent: string | undefined;
  /** Name of the URL endpoint. */
  readonly endpoint: string;
  /** Code of the error that was answered. */
  readonly reason: string | undefined;
};

/** By what is counted: how `dimension` in the database is called. */
export const DIMENSIONS = [
  'total',
  'cache',
  'status',
  'error',
  'format',
  'image',
  'video',
  'other',
  'missing',
  'image-transformation',
  'video-transformation',
  'referrer',
  'agent',
  'browser',
  'device',
  'endpoint',
  'extension',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

export type CountRow = {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly dimension: Dimension;
  readonly name: string;
} & Readonly<Count>;

export type Counter = {
  count(delivery: CountedDelivery): void;
  add(dimension: Dimension, name: string, requests: number, bytes: number): void;
  /** All that was counted since the last call, and nothing twice. */
  take(): CountRow[];
  /** Takes back what was taken and could not be kept. */
  restore(rows: readonly CountRow[]): void;
};

const DAY_MS = 86_400_000;

/** A record, not a map: this is on the way of each delivery. */
type Tallies = Readonly<Record<Dimension, Tally>>;

const NO_DAY = { start: 0, end: 0, tallies: createTallies() };

export function createCounter(clock: Clock): Counter {
  let days = new Map<string, Tallies>();
  let today = NO_DAY;

  function tallies(): Tallies {
    const now = clock();
    if (now >= today.end || now < today.start) {
      const start = Math.floor(now / DAY_MS) * DAY_MS;
      today = { start, end: start + DAY_MS, tallies: ofDay(dayOf(start)) };
    }
    return today.tallies;
  }

  function ofDay(day: string): Tallies {
    const known = days.get(day) ?? createTallies();
    days.set(day, known);
    return known;
  }

  return {
    count(delivery) {
      const { status, bytes, kind, path, transformation, format, referrer, userAgent, reason } = delivery;
      const of = tallies();
      of.total.add('', 1, bytes);
      of.cache.add(delivery.cache, 1, bytes);
      of.status.add(STATUS[status] ?? String(status), 1, bytes);
      of.endpoint.add(delivery.endpoint, 1, bytes);
      if (userAgent !== undefined && userAgent !== '') of.agent.add(userAgent, 1, bytes);
      if (referrer !== undefined) {
        const origin = originOf(referrer);
        if (origin !== undefined) of.referrer.add(origin, 1, bytes);
      }
      if (reason !== undefined) of.error.add(reason, 1, bytes);
      if (status >= 400) {
        if (status === 404 && path !== undefined) of.missing.add(path, 1, bytes);
        return;
      }
      if (format !== undefined) of.format.add(format, 1, bytes);
      if (kind === undefined || path === undefined) return;
      of[kind].add(path, 1, bytes);
      if (transformation === '') return;
      if (kind === 'image') of['image-transformation'].add(transformation, 1, bytes);
      if (kind === 'video') of['video-transformation'].add(transformation, 1, bytes);
    },
    add: (dimension, name, requests, bytes) => tallies()[dimension].add(name, requests, bytes),
    take() {
      const taken = days;
      days = new Map();
      today = NO_DAY;
      return [...taken].flatMap(([day, of]) =>
        DIMENSIONS.flatMap((dimension) =>
          of[dimension].largest().map(([name, count]) => ({ day, dimension, name, ...count })),
        ),
      );
    },
    restore(rows) {
      for (const { day, dimension, name, requests, bytes } of rows)
        ofDay(day)[dimension].add(name, requests, bytes);
    },
  };
}

function createTallies(): Tallies {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, createTally()])) as Tallies;
}

/** `https://example.com` of `https://example.com/page?secret`: pages are not counted, and what they were asked is nobody's. */
function originOf(referrer: string): string | undefined {
  if (!referrer.startsWith('http')) return undefined;
  const host = referrer.indexOf('://') + 3;
  if (host === 2) return undefined;
  const end = referrer.indexOf('/', host);
  return end === -1 ? referrer : referrer.slice(0, end);
}

/** UTC: `YYYY-MM-DD` */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The usual ones, so that no text is made for each request. */
const STATUS: Readonly<Record<number, string>> = Object.fromEntries(
  [200, 206, 304, 400, 401, 403, 404, 416, 500, 503].map((status) => [status, String(status)]),
);
