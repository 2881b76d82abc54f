import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import {
  type Answer,
  BASIC,
  form,
  openTestApi,
  PRIVATE_KEY,
  PUBLIC_KEY,
  suiteApi,
  type TestApi,
} from '../api.testing.ts';

const V2 = '/api/v2/files/upload';
const file = new Blob(['hello']);
const now = Math.floor(Date.now() / 1000);

type Fields = Readonly<Record<string, string>>;

const encode = (value: object | string | Buffer) =>
  Buffer.from(Buffer.isBuffer(value) || typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );

function sign(payload: object, header: object = {}, key = PRIVATE_KEY): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: PUBLIC_KEY, ...header })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** `nth` makes tokens of one second differ. */
let nth = 0;
function tokenFor(fields: Fields, times: object = {}, header: object = {}, key?: string): string {
  return sign({ ...fields, iat: now - (nth++ % 500), exp: now + 1_800, ...times }, header, key);
}

const FIELDS = { fileName: 'dress.jpg', useUniqueFileName: 'false', tags: 'summer,dress' };

async function send(
  api: TestApi,
  fields: Readonly<Record<string, string | Blob>>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer }> {
  return api.json(V2, { method: 'POST', body: form(fields), headers });
}

const upload = (api: TestApi, token: string, fields: Fields = FIELDS) =>
  send(api, { ...fields, token, file });

const missing = 'Your request is missing token parameter.';
const expired = 'Your request contains expired token.';
const invalid = 'Your request has invalid token.';
const otherPayload =
  'Your request contains invalid payload. It does not match with the payload used to generate token.';

describe('an upload with a token', () => {
  const api = suiteApi();

  it('is taken, whatever the order of its fields', async () => {
    const last = await upload(api(), tokenFor(FIELDS));
    assert.equal(last.status, 200, JSON.stringify(last.body));
    assert.deepEqual([last.body.name, last.body.size], ['dress.jpg', 5]);
    const first = await send(api(), { file, token: tokenFor(FIELDS), ...FIELDS });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal(first.body.versionInfo.name, 'Version 2');
    const between = await send(api(), { token: tokenFor(FIELDS), file, ...FIELDS });
    assert.equal(between.body.versionInfo.name, 'Version 3');
  });

  it("is signed like in ImageKit's documentation", async (t) => {
    const golden = await openTestApi(t, { clock: () => 1_714_035_990_000, publicKey: 'public_test' });
    const payload = { ...FIELDS, iat: 1714035985, exp: 1714039585 };
    const token = sign(payload, { kid: 'public_test' });
    assert.equal(token.split('.').at(-1), 'XU8xz5eb4LEz5YhPXp0VasrZtJnExA-ffzYGleLTHGg');
    assert.equal((await upload(golden, token)).status, 200);
  });

  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  function signedByRsa(): string {
    const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: PUBLIC_KEY })}.${encode({ ...FIELDS, iat: now, exp: now + 60 })}`;
    return `${signed}.${signWith('sha256', Buffer.from(signed), rsa).toString('base64url')}`;
  }
  const table: readonly (readonly [string, () => string, number, string])[] = [
    ['an empty token', () => '', 400, missing],
    ['the word undefined', () => 'undefined', 400, missing],
    ['a token that is none', () => 'x', 400, invalid],
    ['one part less', () => tokenFor(FIELDS).split('.').slice(0, 2).join('.'), 400, invalid],
    ['a payload that is no object', () => sign([FIELDS]), 400, invalid],
    ['no kid', () => tokenFor(FIELDS, {}, { kid: undefined }), 400, invalid],
    ['an unknown kid', () => tokenFor(FIELDS, {}, { kid: 'public_other' }), 400, invalid],
    ['a kid that is no text', () => tokenFor(FIELDS, {}, { kid: 5 }), 400, invalid],
    ['the private key as kid', () => tokenFor(FIELDS, {}, { kid: PRIVATE_KEY }), 400, invalid],
    ['another key', () => tokenFor(FIELDS, {}, {}, 'private_other'), 400, invalid],
    ['the public key as key', () => tokenFor(FIELDS, {}, {}, PUBLIC_KEY), 400, invalid],
    [
      'alg none',
      () => `${encode({ alg: 'none', kid: PUBLIC_KEY })}.${encode({ ...FIELDS, iat: now, exp: now + 60 })}.`,
      400,
      invalid,
    ],
    ['alg HS384', () => tokenFor(FIELDS, {}, { alg: 'HS384' }), 400, invalid],
    ['alg HS512', () => tokenFor(FIELDS, {}, { alg: 'HS512' }), 400, invalid],
    ['alg RS256', signedByRsa, 400, invalid],
    ['a critical extension', () => tokenFor(FIELDS, {}, { crit: ['b64'], b64: false }), 400, invalid],
    ['no iat', () => tokenFor(FIELDS, { iat: undefined }), 400, invalid],
    ['no exp', () => tokenFor(FIELDS, { exp: undefined }), 400, invalid],
    ['iat as text', () => tokenFor(FIELDS, { iat: String(now) }), 400, invalid],
    ['exp as text', () => tokenFor(FIELDS, { exp: String(now + 60) }), 400, invalid],
    ['half a second', () => tokenFor(FIELDS, { iat: now - 0.5 }), 400, invalid],
    ['more than an hour', () => tokenFor(FIELDS, { iat: now, exp: now + 3_601 }), 400, invalid],
    ['iat ahead', () => tokenFor(FIELDS, { iat: now + 600, exp: now + 4_200 }), 400, invalid],
    ['exp in the past', () => tokenFor(FIELDS, { iat: now - 60, exp: now - 1 }), 400, expired],
    ['exp in the past, long', () => tokenFor(FIELDS, { iat: now - 9_000, exp: now - 1 }), 400, expired],
    ['a field more', () => tokenFor({ ...FIELDS, folder: '/a' }), 400, otherPayload],
    ['a field less', () => tokenFor({ fileName: FIELDS.fileName, tags: FIELDS.tags }), 400, otherPayload],
    ['another value', () => tokenFor({ ...FIELDS, tags: 'summer' }), 400, otherPayload],
  ];
  for (const [what, token, status, message] of table) {
    it(`with ${what} answers ${status}`, async () => {
      const before = await api().storedFiles();
      const answer = await upload(api(), token());
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
      assert.deepEqual(await api().storedFiles(), before, 'nothing is kept');
    });
  }

  it('may be as old as an hour', async () => {
    const token = tokenFor(FIELDS, { iat: now - 3_500, exp: now + 100 });
    assert.equal((await upload(api(), token)).status, 200);
  });

  it('without a token is told so, with or without other fields', async () => {
    const others: readonly Fields[] = [{}, { publicKey: PUBLIC_KEY, signature: 'x', expire: '1' }];
    for (const fields of others) {
      const answer = await send(api(), { ...FIELDS, ...fields, file });
      assert.deepEqual([answer.status, answer.body.message], [400, missing]);
    }
  });

  it('signs fields that the API does not know as well', async () => {
    const mine = { ...FIELDS, urlEndpoint: 'https://x.example' };
    assert.equal((await upload(api(), tokenFor(mine), mine)).status, 200);
    assert.equal((await upload(api(), tokenFor(FIELDS), mine)).body.message, otherPayload);
    const late = await send(api(), { ...FIELDS, token: tokenFor(FIELDS), file, isPrivateFile: 'true' });
    assert.equal(late.body.message, otherPayload, 'after the file, too');
  });

  it('takes JSON as it was signed: text or value', async () => {
    const fields = { ...FIELDS, responseFields: 'customMetadata', customMetadata: '{ }' };
    assert.equal((await upload(api(), tokenFor(fields), fields)).status, 200);
    const value = tokenFor({ ...fields, customMetadata: {} as never });
    assert.equal((await upload(api(), value, fields)).status, 200);
  });

  it('uses its token once, also when the upload fails later or never was the one that was signed', async () => {
    for (const [fields, message] of [
      [FIELDS, undefined],
      [{ ...FIELDS, isPrivateFile: 'perhaps' }, 'Your request contains invalid isPrivateFile parameter.'],
      [{ ...FIELDS, folder: '/not/signed' }, otherPayload],
    ] as const) {
      const signed = message === otherPayload ? FIELDS : fields;
      const token = tokenFor(signed);
      assert.equal((await upload(api(), token, fields)).body.message, message);
      const again = await upload(api(), token, signed);
      assert.deepEqual([again.status, again.body.message], [400, invalid]);
    }
  });

  it('is used up however its signature is spelled', async () => {
    const token = tokenFor(FIELDS);
    assert.equal((await upload(api(), token)).status, 200);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 43 characters for 32 bytes: the last two bits mean nothing.
    const last = alphabet.indexOf(token.at(-1) as string);
    for (const other of [alphabet[last ^ 1], alphabet[last ^ 2]]) {
      assert.equal((await upload(api(), token.slice(0, -1) + other)).body.message, invalid);
    }
    assert.equal((await upload(api(), `${token}=`)).body.message, invalid);
  });

  it('gets one of two requests with one token through', async () => {
    const token = tokenFor(FIELDS);
    const answers = await Promise.all([upload(api(), token), upload(api(), token)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  });

  it('is refused before its file is taken, when the token is before it', async () => {
    const socket = await api().connect();
    const part = (name: string, value: string) =>
      `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = `${part('fileName', 'a')}${part('token', tokenFor({}, {}, {}, 'private_other'))}--B\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n`;
    socket.write(
      `POST ${V2} HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=B\r\ncontent-length: 1000000\r\n\r\n${head}xx`,
    );
    const [chunk] = await once(socket, 'data');
    assert.match(String(chunk), /^HTTP\/1\.1 400 .*invalid token/s);
  });

  it('of a restricted or expired pair is refused', async (t) => {
    const read = await openTestApi(t, { key: { permission: 'read', expiresAt: null } });
    assert.equal((await upload(read, tokenFor(FIELDS))).status, 403);
    const expiredPair = await openTestApi(t, { key: { permission: 'standard', expiresAt: Date.now() - 1 } });
    const answer = await upload(expiredPair, tokenFor(FIELDS));
    assert.deepEqual(
      [answer.status, answer.body.message],
      [403, 'Your request contains expired public API key.'],
    );
  });

  it('is counted together with uploads to version 1 from its address', async (t) => {
    const small = await openTestApi(t, { upload: { unauthenticatedBytes: 1 } });
    const sockets = await Promise.all([small.connect(), small.connect()]);
    // Neither is more than one upload may have; together they are.
    const bytes = Buffer.alloc(7 * 1024 * 1024, 'x');
    const answered = sockets.map((socket) => once(socket, 'data'));
    for (const [index, path] of ['/api/v1/files/upload', V2].entries()) {
      const head = '--B\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
      const socket = sockets[index] as (typeof sockets)[number];
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=B\r\ncontent-length: 8000000\r\n\r\n${head}`,
      );
      socket.write(bytes);
    }
    assert.match(String(await Promise.race(answered)), /^HTTP\/1\.1 429 /);
  });
});

describe('an upload to version 2 with a private key', () => {
  const api = suiteApi();
  const key = { authorization: BASIC };

  it('is one like to version 1', async () => {
    const { status, body } = await send(api(), { ...FIELDS, mine: 'unknown', file }, key);
    assert.deepEqual([status, body.name, body.size], [200, 'dress.jpg', 5]);
  });

  it('may not carry a token as well', async () => {
    const { status, body } = await send(api(), { ...FIELDS, file, token: 'x' }, key);
    assert.equal(status, 400);
    assert.equal(
      body.message,
      'Your request contains both token and basic auth parameter. Use only one method, you might be exposing your private API key.',
    );
  });

  it('may carry the fields of version 1, which mean nothing there', async () => {
    const fields = { ...FIELDS, publicKey: PUBLIC_KEY, signature: 'x', expire: '1' };
    assert.equal((await send(api(), { ...fields, file }, key)).status, 200);
  });

  it('needs a key that is known', async () => {
    const other = `Basic ${Buffer.from('private_other:').toString('base64')}`;
    assert.equal((await send(api(), { ...FIELDS, file }, { authorization: other })).status, 403);
  });
});
