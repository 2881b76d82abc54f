/** Extensions at upload and update. No backend is there, so each fails in the documented way. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import { baseURL, client, failure, folder } from './support.ts';

const place = `${folder}/extensions`;
const google = { name: 'google-auto-tagging', minConfidence: 80, maxTags: 10 } as const;
const loopback = {
  skip: process.env.CONFORMANCE_LOOPBACK === 'true' ? false : 'the server cannot reach this machine',
};

type Extensions = NonNullable<ImageKit.FileUploadParams['extensions']>;

const upload = (extensions: Extensions, webhookUrl?: string) =>
  client.files.upload({
    file: 'dGV4dA==',
    fileName: 'a.txt',
    folder: place,
    extensions,
    ...(webhookUrl && { webhookUrl }),
  });

type Callback = { readonly headers: Record<string, string>; readonly body: string };

/** A receiver on this machine, which answers 200 to all that comes. */
async function receiver(t: TestContext) {
  const waiting: ((callback: Callback) => void)[] = [];
  const arrived: Callback[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const callback = { headers: request.headers as Record<string, string>, body };
    response.end();
    if (request.url !== '/callback') return;
    const next = waiting.shift();
    if (next === undefined) arrived.push(callback);
    else next(callback);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    next: () =>
      new Promise<Callback>((resolve) => {
        const callback = arrived.shift();
        if (callback === undefined) waiting.push(resolve);
        else resolve(callback);
      }),
  };
}

test('upload: the file is there, and each extension has failed', async () => {
  const answer = await upload([google, { name: 'remove-bg' }, { name: 'ai-auto-description' }]);
  assert.deepEqual(answer.extensionStatus, {
    'google-auto-tagging': 'failed',
    'remove-bg': 'failed',
    'ai-auto-description': 'failed',
  });
  const file = await client.files.get(answer.fileId ?? '');
  assert.equal(file.name, answer.name);
  assert.equal(file.AITags, null);
  assert.ok(!('extensionStatus' in file));
});

test('no extension, no status', async () => {
  assert.ok(!('extensionStatus' in (await upload([]))));
  const { fileId = '' } = await upload([]);
  assert.ok(!('extensionStatus' in (await client.files.update(fileId, { extensions: [] }))));
});

test('update: with other keys', async () => {
  const { fileId = '' } = await upload([]);
  const tasks = {
    name: 'ai-tasks',
    tasks: [{ type: 'select_tags', instruction: 'What is it?', vocabulary: ['shirt', 'dress'] }],
  } as const;
  const updated = await client.files.update(fileId, {
    tags: ['mine'],
    removeAITags: 'all',
    extensions: [google, tasks as unknown as Extensions[number], { ...google, maxTags: 3 }],
  });
  assert.deepEqual(updated.tags, ['mine']);
  assert.deepEqual(updated.extensionStatus, { 'google-auto-tagging': 'failed', 'ai-tasks': 'failed' });
});

test('a saved extension reports under the name of what it is', async (t) => {
  const saved = await client.savedExtensions.create({
    name: 'Describe',
    description: 'Writes a description',
    config: { name: 'ai-auto-description' },
  });
  t.after(() => client.savedExtensions.delete(saved.id ?? ''));
  const answer = await upload([{ name: 'saved-extension', id: saved.id ?? '' }]);
  assert.deepEqual(answer.extensionStatus, { 'ai-auto-description': 'failed' });
});

for (const [what, extension] of [
  ['an unknown one', { name: 'colour-it' }],
  ['too many tags', { ...google, maxTags: 31 }],
  [
    'a background that is two',
    { name: 'remove-bg', options: { bg_color: 'red', bg_image_url: 'http://a.b/c.png' } },
  ],
  ['a task without an instruction', { name: 'ai-tasks', tasks: [{ type: 'select_tags' }] }],
  ['a saved one that is not there', { name: 'saved-extension', id: 'ext_nothing' }],
] as const) {
  test(`${what} is refused at upload and update, and nothing has changed`, async () => {
    const extensions = [extension] as unknown as Extensions;
    const { fileId = '' } = await upload([]);
    for (const call of [
      () => upload(extensions),
      () => client.files.update(fileId, { extensions, tags: ['never'] }),
    ]) {
      const refused = await failure(call());
      assert.equal(refused.status, 400);
      assert.match(refused.message, /Your request contains invalid extensions parameter\./);
    }
    assert.equal((await client.files.get(fileId)).tags, null);
  });
}

test('the URL of the request is told of each failure', loopback, async (t) => {
  const { url, next } = await receiver(t);
  const { fileId = '' } = await upload([{ name: 'remove-bg' }], url);
  const { body, headers } = await next();
  assert.match(headers['content-type'] ?? '', /^application\/json/);
  assert.deepEqual(JSON.parse(body), {
    service: 'remove-bg',
    status: 'FAILURE',
    fileId,
    error: { message: 'remove-bg backend is not configured' },
  });
});

test('what it is told is signed, once the account has a webhook', loopback, async (t) => {
  const { url, next } = await receiver(t);
  const hook = await webhooks('POST', '', { endpoint: `${url}/events`, events: ['folder.deleted'] });
  t.after(() => webhooks('DELETE', `/${hook.id}`));
  const before = await webhooks('GET', '');
  await upload([google], url);
  const { body, headers } = await next();
  // Other tests have webhooks as well; which is the first may change at any time.
  const secrets: string[] = [...before, ...(await webhooks('GET', ''))].map((one) => one.secret);
  const accepted = secrets.filter((webhookSecret) => unwraps({ webhookSecret, body, headers }));
  assert.ok(accepted.length > 0, JSON.stringify(headers));
});

function unwraps({ webhookSecret, body, headers }: Callback & { readonly webhookSecret: string }): boolean {
  const sdk = new ImageKit({ privateKey: client.privateKey, webhookSecret });
  try {
    return (sdk.webhooks.unwrap(body, { headers }) as { service?: string }).service === google.name;
  } catch {
    return false;
  }
}

async function webhooks(method: string, path: string, body?: object) {
  const response = await fetch(`${baseURL}/v1/accounts/webhooks${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${client.privateKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(response.ok, String(response.status));
  return response.status === 204 ? undefined : JSON.parse(await response.text());
}
