/**
 * Requests that nobody would write, made from the server's own document: whatever comes, the answer is one of the API.
 *
 *   HALFTONE_TEST_GENERATED=10000   how many (1,500 in a usual run)
 *   HALFTONE_TEST_SEED=<number>     the same requests again
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { startServer } from '../server.ts';
import type { Plan } from './plans.ts';
import { leaks, runGenerated, type Secret } from './run.ts';

const REQUESTS = Number(process.env.HALFTONE_TEST_GENERATED || 1_500);
const SEED = Number(process.env.HALFTONE_TEST_SEED || Math.floor(Math.random() * 2 ** 31));

const HALFTONE_SECRET = `${'c0ffee'.repeat(10)}1234`;
const ORIGIN_SECRET = 'originSecretThatNobodyMaySee';
const PRIVATE_KEY = 'private_key_that_nobody_may_see';

const plan = (operation: string, json?: object): Plan => ({
  operation,
  path: {},
  query: [],
  auth: 'key',
  ...(json && { body: { json } }),
});

/** Something of each kind, and secrets where there may be some. */
const BEGIN: readonly Plan[] = [
  {
    ...plan('POST /api/v1/files/upload'),
    body: { form: { file: '$pixel', fileName: 'a.png', folder: '/a/b', tags: 'a,b' }, broken: false },
  },
  plan('POST /v1/folder', { folderName: 'f1', parentFolderPath: '/' }),
  plan('POST /v1/customMetadataFields', { name: 'one', label: 'One', schema: { type: 'Number' } }),
  plan('POST /v1/accounts/origins', {
    type: 'S3',
    name: 'Bucket',
    bucket: 'b',
    accessKey: `${ORIGIN_SECRET}-access`,
    secretKey: `${ORIGIN_SECRET}-secret`,
  }),
  plan('POST /v1/accounts/origins', {
    type: 'AKENEO_PIM',
    name: 'Akeneo',
    baseUrl: 'https://akeneo.invalid',
    clientId: `${ORIGIN_SECRET}-client`,
    clientSecret: `${ORIGIN_SECRET}-clientSecret`,
    username: `${ORIGIN_SECRET}-user`,
    password: `${ORIGIN_SECRET}-password`,
  }),
  plan('POST /v1/accounts/webhooks', { endpoint: 'https://hooks.invalid/x', events: ['file.created'] }),
  plan('GET /_halftone/v1/keys'),
];

const SECRETS: readonly Secret[] = [
  { name: 'the private key', text: PRIVATE_KEY },
  { name: 'the secret of the server', text: HALFTONE_SECRET },
  { name: 'a secret of an origin', text: ORIGIN_SECRET },
];

test(`${REQUESTS} generated requests: no 5xx, every answer as documented, no secret anywhere`, async (t) => {
  const server = await startServer({
    HALFTONE_PRIVATE_KEY: PRIVATE_KEY,
    HALFTONE_SECRET,
    HALFTONE_LOG_LEVEL: 'debug',
    // The requests may change every setting but those that would end the run.
    HALFTONE_RATE_LIMITS: 'off',
    HALFTONE_MAX_UPLOAD_BYTES: '1000000',
  });
  t.after(() => server.remove());
  const report = await runGenerated({
    server,
    requests: REQUESTS,
    seed: SEED,
    secrets: SECRETS,
    begin: BEGIN,
  });

  const { sent, classes, succeeded, neverSucceeded, problems } = report;
  console.log(
    `seed ${SEED}: ${sent} requests, answers ${JSON.stringify(classes)}; ${succeeded.length} operations succeeded, ` +
      `${neverSucceeded.length} never did: ${neverSucceeded.join(', ')}`,
  );
  assert.deepEqual(problems, []);
  assert.equal(server.process.exitCode, null, 'the server runs');
  assert.ok(succeeded.length > neverSucceeded.length, 'most operations were reached');

  const log = server.output();
  assert.deepEqual(leaks('the log', log, '', SECRETS), []);
  assert.doesNotMatch(log, /whsec_/);
});

/** A server that does everything wrong: the run must say so, or it says nothing. */
test('a 5xx, a page of HTML, a lost connection, and an undocumented answer are found', async (t) => {
  const answers: readonly ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(500).end('<html>'),
    (response) => response.writeHead(206).end('[]'),
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[{"type":"file"}]'),
    (response) => response.destroy(),
  ];
  let asked = 0;
  const document = {
    paths: { '/v1/files': { get: { responses: { 200: {} } } } },
    components: {},
  };
  const server = createServer((request, response) => {
    if (request.url === '/openapi.json') response.end(JSON.stringify(document));
    else answers[asked++ % answers.length]?.(response);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { problems } = await runGenerated({
    server: { baseUrl, privateKey: PRIVATE_KEY },
    requests: 8,
    seed: 1,
    secrets: [],
    begin: [],
  });
  const all = problems.join('\n');
  assert.match(all, /answers 500/);
  assert.match(all, /may not answer 206/);
  assert.match(all, /must have required property/);
  assert.match(all, /no answer/);
  assert.match(all, /x-ik-requestid is null/);
});

test('a secret in an answer or in the log would be found', () => {
  const text = `{"x":"${ORIGIN_SECRET}-secret"}`;
  assert.deepEqual(leaks('GET /x', text, '', SECRETS), ['GET /x shows a secret of an origin']);
  assert.deepEqual(leaks('GET /x', '', PRIVATE_KEY, SECRETS), ['GET /x shows the private key']);
  const webhook = [{ name: 'a webhook', text: 'whsec_1', allowedIn: /webhooks/ }];
  assert.deepEqual(leaks('GET /webhooks', 'whsec_1', '', webhook), []);
  assert.deepEqual(leaks('GET /files', 'whsec_1', '', webhook), ['GET /files shows a webhook']);
});
