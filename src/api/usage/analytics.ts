/** Where the traffic came from and went to (rest-api.md 6.2). */
import { Type } from 'typebox';
import type { Days, Dimension, NamedCount, Usage, UsageTop } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { datesQuery, readDates } from './dates.ts';

/** Of each list; ImageKit gives 10 to 100. */
const LIMIT = 50;

const count = Type.Integer({ minimum: 0 });
const entry = Type.Object({ name: Type.String(), bandwidthBytes: count, requestCount: count });
const country = Type.Object({ ...entry.properties, code: Type.String() });
const top = (of: typeof entry, description: string) =>
  Type.Object({ byBandwidth: Type.Array(of), byRequests: Type.Array(of) }, { description });
const requests = (description: string) =>
  Type.Array(Type.Object({ name: Type.String(), requestCount: count }), { description });

const analyticsSchema = Type.Object({
  startDate: Type.String(),
  endDate: Type.String(),
  generatedAt: Type.String({ description: 'ISO 8601 in UTC, with milliseconds.' }),
  requestCount: count,
  bandwidthBytes: count,
  cache: Type.Object({ hitCount: count, missCount: count, errorCount: count }),
  browser: top(entry, 'By browser.'),
  country: top(country, 'Always empty: addresses are not looked up.'),
  device: top(entry, 'By kind of device and its make: `Desktop - Apple Mac`.'),
  format: top(entry, 'By media type of what was sent.'),
  topImages: top(entry, 'By the URL of the file.'),
  topImageTransforms: top(entry, '`tr:w-400,h-400`'),
  topOtherAssets: top(entry, 'By the URL of the file.'),
  topReferrers: top(entry, 'By scheme and host.'),
  topUserAgents: top(entry, 'As sent.'),
  topVideos: top(entry, 'By the URL of the file.'),
  topVideoTransforms: top(entry, '`tr:w-400`'),
  urlEndpoints: top(entry, '`Default` where it has no name of its own.'),
  statusCodes: requests('By HTTP status.'),
  errorReasons: requests('By the code in `ik-error`.'),
  top404Assets: requests('By URL.'),
  extensions: Type.Array(Type.Object({ name: Type.String(), operationCount: count })),
  videoProcessing: Type.Array(
    Type.Object({ codec: Type.String(), resolution: Type.String(), durationSeconds: count }),
    { description: 'Always empty: no video is processed yet.' },
  ),
});

/** The members that are a list by bandwidth and one by requests, and how the names in them are shown. */
const TOPS = {
  browser: ['browser', plain],
  device: ['device', plain],
  format: ['format', plain],
  topImages: ['image', asUrl],
  topImageTransforms: ['image-transformation', asTransformation],
  topOtherAssets: ['other', asUrl],
  topReferrers: ['referrer', plain],
  topUserAgents: ['agent', plain],
  topVideos: ['video', asUrl],
  topVideoTransforms: ['video-transformation', asTransformation],
  urlEndpoints: ['endpoint', plain],
} as const satisfies Readonly<Record<string, readonly [Dimension, typeof asUrl]>>;

type Deps = { readonly usage: Pick<Usage, 'top'>; readonly urls: AssetUrls; readonly clock: Clock };

export function usageAnalytics({ usage, urls, clock }: Deps): Route {
  const top = (days: Days, dimension: Dimension) => usage.top(days, dimension, LIMIT);

  async function lists(days: Days) {
    const members = Object.entries(TOPS).map(async ([member, [dimension, show]]) => {
      const { byBytes, byRequests } = await top(days, dimension);
      const shown = (counts: readonly NamedCount[]) =>
        counts.map(({ name, bytes, requests }) => ({
          name: show(name, urls),
          bandwidthBytes: bytes,
          requestCount: requests,
        }));
      return [member, { byBandwidth: shown(byBytes), byRequests: shown(byRequests) }] as const;
    });
    return Object.fromEntries(await Promise.all(members));
  }

  return {
    method: 'GET',
    paths: ['/v1/accounts/usage-analytics'],
    summary: 'Deliveries between two dates, both included, by file, browser, format and more.',
    access: 'account',
    schema: { querystring: datesQuery, response: { 200: analyticsSchema } },
    async handler(request) {
      const { startDate, endDate, days } = readDates(request.query as URLSearchParams, 'included');
      const [total, cache, status, error, missing, extension, named] = await Promise.all([
        top(days, 'total'),
        top(days, 'cache'),
        top(days, 'status'),
        top(days, 'error'),
        top(days, 'missing'),
        top(days, 'extension'),
        lists(days),
      ]);
      return {
        startDate,
        endDate,
        generatedAt: new Date(clock()).toISOString(),
        requestCount: countOf(total, '').requests,
        bandwidthBytes: countOf(total, '').bytes,
        cache: {
          hitCount: countOf(cache, 'hit').requests,
          missCount: countOf(cache, 'miss').requests,
          errorCount: countOf(cache, 'error').requests,
        },
        ...named,
        country: { byBandwidth: [], byRequests: [] },
        statusCodes: requestsOf(status, plain),
        errorReasons: requestsOf(error, plain),
        top404Assets: requestsOf(missing, (name) => urls.url(name)),
        extensions: extension.byRequests.map(({ name, requests }) => ({ name, operationCount: requests })),
        videoProcessing: [],
      };
    },
  };
}

function countOf({ byRequests }: UsageTop, wanted: string): Pick<NamedCount, 'requests' | 'bytes'> {
  return byRequests.find(({ name }) => name === wanted) ?? { requests: 0, bytes: 0 };
}

function requestsOf({ byRequests }: UsageTop, show: (name: string) => string) {
  return byRequests.map(({ name, requests }) => ({ name: show(name), requestCount: requests }));
}

function plain(name: string): string {
  return name;
}

function asUrl(name: string, urls: AssetUrls): string {
  return urls.url(name);
}

function asTransformation(name: string): string {
  return `tr:${name}`;
}
