/** What the official SDKs make of a 429: SDK 7 comes again when it may, the older one tells its caller. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import LegacyImageKit from 'imagekit';
import { startServer } from '../server.ts';
import { redirectLegacySdk } from './redirect-legacy-sdk.ts';

const INTERVAL_MS = 3_000;

test('SDK 7 waits as long as it is told; the older one shows the three headers', async (t) => {
  const server = await startServer({
    HALFTONE_RATE_LIMITS: JSON.stringify({ reads: [{ limit: 1, intervalMs: INTERVAL_MS }] }),
  });
  t.after(() => server.remove());
  const { baseUrl: baseURL, urlEndpoint, publicKey, privateKey } = server;
  const statuses: number[] = [];
  const noting: typeof fetch = async (...args) => {
    const answer = await fetch(...args);
    statuses.push(answer.status);
    return answer;
  };
  const client = new ImageKit({ privateKey, baseURL, maxRetries: 2, fetch: noting });
  assert.deepEqual(await client.assets.list(), []);
  assert.deepEqual(await client.assets.list(), []);
  assert.deepEqual(statuses, [200, 429, 200]);

  redirectLegacySdk(baseURL);
  const legacy = new LegacyImageKit({ publicKey, privateKey, urlEndpoint });
  const refused = await legacy.listFiles({}).then(
    () => assert.fail('the limit was reached a moment ago'),
    (error: Record<string, unknown>) => error,
  );
  assert.match(String(refused.message), /^You have exceeded the rate limit for this API\./);
  assert.deepEqual([refused['X-RateLimit-Limit'], refused['X-RateLimit-Interval']], [1, INTERVAL_MS]);
  const reset = Number(refused['X-RateLimit-Reset']);
  assert.ok(reset >= 1 && reset <= INTERVAL_MS, `${reset} ms`);
});
