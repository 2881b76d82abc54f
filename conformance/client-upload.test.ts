/** Uploads of pages, which have no private key: signed by the SDK of their server, each for one upload. */
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { baseURL, client, clientWithKey, folder, get, halves, urlEndpoint } from './support.ts';

const place = `${folder}/client-upload`;
const publicKey = process.env.CONFORMANCE_PUBLIC_KEY ?? '';
const privateKey = client.privateKey ?? '';
const now = () => Math.floor(Date.now() / 1000);
let photo: Buffer;
before(async () => {
  photo = await halves(300, 200);
});

type Fields = Readonly<Record<string, string | number | undefined>>;

/** What a page sends with parameters that are good for one upload; a field that is undefined is left out. */
function signed(change: Fields = {}): Fields {
  const parameters = client.helper.getAuthenticationParameters();
  return { ...parameters, publicKey, fileName: 'photo.jpg', folder: place, ...change };
}

async function send(fields: Fields, headers: Record<string, string> = {}) {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(photo)]), 'photo.jpg');
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, String(value));
  const response = await fetch(`${baseURL}/api/v1/files/upload`, { method: 'POST', body: form, headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test('helper.getAuthenticationParameters: the documented signature', () => {
  const { helper } = clientWithKey('private_key_test');
  assert.deepEqual(helper.getAuthenticationParameters('your_token', 1582269249), {
    token: 'your_token',
    expire: 1582269249,
    signature: 'e71bcd6031016b060d349d212e23e85c791decdd',
  });
});

test('an upload with them is one like any other, once', async () => {
  const fields = signed({ tags: 'a,b c', responseFields: 'tags' });
  const { status, body } = await send(fields);
  assert.deepEqual([status, body.width, body.tags], [200, 300, ['a', 'b c']]);
  assert.ok(body.url?.startsWith(`${urlEndpoint}${place}/photo_`));
  assert.deepEqual((await get(`${body.url}?tr=orig-true`)).body, photo);
  assert.equal((await client.files.get(body.fileId ?? '')).filePath, body.filePath);
  const again = await send(fields);
  assert.equal(again.status, 400);
  assert.match(again.body.message ?? '', /^A request with the same token already received\./);
});

test('a token that made no upload is spent all the same', async () => {
  const fields = signed();
  const failed = await send({ ...fields, checks: '"file.size" < 1' });
  assert.match(failed.body.message ?? '', /failed 'checks' validation/);
  const again = await send(fields);
  assert.match(again.body.message ?? '', /^A request with the same token already received\./);
});

/** Parameters that are signed as they should be, but for another time. */
function until(expire: number): Fields {
  const token = randomUUID();
  const signature = createHmac('sha1', privateKey)
    .update(token + expire)
    .digest('hex');
  return signed({ token, expire, signature });
}

const EXPIRE =
  'Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.';
const missing = (name: string) => `Your request is missing ${name} parameter.`;
const SIGNATURE = 'Your request contains invalid signature parameter.';
const REFUSED: readonly (readonly [name: string, make: () => Fields, message: string, status?: number])[] = [
  ['no public key', () => signed({ publicKey: undefined }), missing('publicKey')],
  [
    'an unknown public key',
    () => signed({ publicKey: 'public_nobody' }),
    'Your account cannot be authenticated.',
    403,
  ],
  ['no signature', () => signed({ signature: undefined }), missing('signature')],
  ['no token', () => signed({ token: undefined }), missing('token')],
  ['no expire', () => signed({ expire: undefined }), missing('expire')],
  ['an expire of yesterday', () => until(now() - 86_400), EXPIRE],
  ['an expire of tomorrow', () => until(now() + 86_400), EXPIRE],
  ['an expire that is no number', () => signed({ expire: 'soon' }), EXPIRE],
  ['another signature', () => signed({ signature: '0'.repeat(40) }), SIGNATURE],
  ['the signature of another token', () => signed({ token: randomUUID() }), SIGNATURE],
];
for (const [name, make, message, status = 400] of REFUSED)
  test(`refused: ${name}`, async () => {
    const answer = await send(make());
    assert.deepEqual([answer.status, answer.body.message], [status, message]);
  });

test('refused: a private key beside them', async () => {
  const authorization = `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}`;
  const { status, body } = await send(signed(), { authorization });
  assert.equal(status, 400);
  assert.match(body.message ?? '', /^Your request contains both signature and basic auth parameter\./);
});

test('helper.buildTransformationString: is what the SDK’s URLs have, and is delivered', async () => {
  const { body } = await send(signed());
  const text = client.helper.buildTransformationString([
    { width: 60, height: 40, crop: 'force' },
    { rotation: 90 },
  ]);
  assert.equal(text, 'w-60,h-40,c-force:rt-90');
  const { body: answer } = await get(`${urlEndpoint}/tr:${text},f-png${body.filePath}`);
  assert.deepEqual([answer.readUInt32BE(16), answer.readUInt32BE(20)], [40, 60], 'turned');
});
