import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { form, openTestApi, PRIVATE_KEY, PUBLIC_KEY, suiteApi, type TestApi } from '../api.testing.ts';

const file = new Blob(['hello']);
const now = Math.floor(Date.now() / 1000);
let tokens = 0;

function sign(token: string, expire: number, key = PRIVATE_KEY): string {
  return createHmac('sha1', key).update(`${token}${expire}`).digest('hex');
}

function signed(expire = now + 1_800, token = `token ${tokens++}`) {
  return { publicKey: PUBLIC_KEY, token, expire: String(expire), signature: sign(token, expire) };
}

function without(name: string, fields: Record<string, string>): Record<string, string> {
  const { [name]: _, ...rest } = fields;
  return rest;
}

/** The file last, as most clients have it. */
function upload({ upload }: TestApi, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return upload({ fileName: 'a.txt', ...fields, file }, { headers });
}

const invalidExpire =
  'Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.';

describe('an upload without a private key', () => {
  const api = suiteApi();

  it('is taken with a signature, before the file or after it', async () => {
    assert.equal((await upload(api(), signed())).status, 200);
    const after = form({ file, fileName: 'a.txt', ...signed() });
    const response = await fetch(`${api().url}/api/v1/files/upload`, { method: 'POST', body: after });
    assert.equal(response.status, 200);
  });

  it("is signed like ImageKit's SDKs do", async (t) => {
    const api = await openTestApi(t, { clock: () => 1_582_267_449_000 });
    const { status } = await upload(api, {
      publicKey: PUBLIC_KEY,
      token: 'your_token',
      expire: '1582269249',
      signature: 'e71bcd6031016b060d349d212e23e85c791decdd',
    });
    assert.equal(status, 200);
  });

  // In the order of the checks: every row has all the faults of the rows below it that it can have.
  const table: readonly (readonly [string, () => Record<string, string>, number, string])[] = [
    ['no field of it', () => ({}), 401, 'Your request does not contain private API key.'],
    [
      'the words undefined and null',
      () => ({ publicKey: 'undefined', token: 'null', expire: 'undefined', signature: 'null' }),
      401,
      'Your request does not contain private API key.',
    ],
    [
      'empty values',
      () => ({ publicKey: '', token: '', expire: '', signature: '' }),
      401,
      'Your request does not contain private API key.',
    ],
    [
      'no public key',
      () => without('publicKey', signed(now - 10)),
      400,
      'Your request is missing publicKey parameter.',
    ],
    [
      'an unknown public key',
      () => ({ publicKey: 'public_other' }),
      403,
      'Your account cannot be authenticated.',
    ],
    ['no signature', () => ({ publicKey: PUBLIC_KEY }), 400, 'Your request is missing signature parameter.'],
    [
      'no token',
      () => ({ publicKey: PUBLIC_KEY, signature: 'x' }),
      400,
      'Your request is missing token parameter.',
    ],
    ['no expire', () => without('expire', signed()), 400, 'Your request is missing expire parameter.'],
    ['expire in the past', () => signed(now - 10), 400, invalidExpire],
    ['expire now', () => signed(now), 400, invalidExpire],
    ['expire in more than an hour and a minute', () => signed(now + 3_700), 400, invalidExpire],
    ['expire that is no number', () => ({ ...signed(), expire: 'soon' }), 400, invalidExpire],
    ['expire in milliseconds', () => signed((now + 1_800) * 1_000), 400, invalidExpire],
    [
      'another signature',
      () => ({ ...signed(), signature: sign('other', now + 1_800) }),
      400,
      'Your request contains invalid signature parameter.',
    ],
    [
      'a signature in capitals',
      () => {
        const fields = signed();
        return { ...fields, signature: fields.signature.toUpperCase() };
      },
      400,
      'Your request contains invalid signature parameter.',
    ],
    [
      'a signature of another key',
      () => {
        const fields = signed();
        return { ...fields, signature: sign(fields.token, Number(fields.expire), 'private_other') };
      },
      400,
      'Your request contains invalid signature parameter.',
    ],
  ];
  for (const [what, fields, status, message] of table) {
    it(`with ${what} answers ${status}`, async () => {
      const answer = await upload(api(), fields());
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
    });
  }

  it('may expire in an hour, give or take a minute', async () => {
    assert.equal((await upload(api(), signed(now + 3_650))).status, 200);
  });

  it('uses its token once, also when the upload fails later', async () => {
    const once = signed();
    const failed = await upload(api(), { ...once, isPrivateFile: 'perhaps' });
    assert.equal(failed.body.message, 'Your request contains invalid isPrivateFile parameter.');
    const again = await upload(api(), once);
    assert.equal(again.status, 400);
    assert.match(again.body.message, /^A request with the same token already received/);
  });

  it('gets one of two requests with one token through', async () => {
    const once = signed();
    const answers = await Promise.all([upload(api(), once), upload(api(), once)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  });

  it('is taken in an urlencoded form as well', async () => {
    const send = async (fields: Record<string, string>) => {
      const body = new URLSearchParams({ file: 'aGVsbG8=', fileName: 'a.txt', ...fields });
      return (await fetch(`${api().url}/api/v1/files/upload`, { method: 'POST', body })).status;
    };
    assert.equal(await send(signed()), 200);
    assert.equal(await send(without('token', signed())), 400);
    assert.equal(await send({}), 401);
  });

  it('is refused at once when it is no form', async () => {
    for (const contentType of ['application/json', 'text/plain', '']) {
      const socket = await api().connect();
      const header = contentType && `content-type: ${contentType}\r\n`;
      socket.write(`POST /api/v1/files/upload HTTP/1.1\r\nhost: x\r\n${header}content-length: 1000\r\n\r\n`);
      const [chunk] = await once(socket, 'data');
      assert.match(String(chunk), /^HTTP\/1\.1 401 .*does not contain private API key/s);
    }
  });

  it('of a restricted or expired pair is refused', async (t) => {
    const read = await openTestApi(t, { key: { permission: 'read', expiresAt: null } });
    assert.equal((await upload(read, signed())).status, 403);
    const expired = await openTestApi(t, { key: { permission: 'standard', expiresAt: Date.now() - 1 } });
    const answer = await upload(expired, signed());
    assert.deepEqual(
      [answer.status, answer.body.message],
      [403, 'Your request contains expired public API key.'],
    );
  });

  it('without a body is refused like one without any field', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await fetch(`${api().url}/api/v1/files/upload`, { method: 'POST', headers });
    assert.equal(answer.status, 401);
  });

  it('leaves nothing staged when it is refused', async () => {
    const before = await api().storedFiles();
    const body = form({ file, fileName: 'a.txt', ...signed(now - 10) });
    assert.equal((await fetch(`${api().url}/api/v1/files/upload`, { method: 'POST', body })).status, 400);
    assert.deepEqual(await api().storedFiles(), before);
  });
});

describe('an upload with a private key', () => {
  const api = suiteApi();

  it('may not carry a signature or token as well', async () => {
    for (const fields of [signed(), { signature: 'x' }, { token: 'x' }]) {
      const { status, body } = await api().upload({ file, fileName: 'a.txt', ...fields });
      assert.equal(status, 400);
      assert.match(body.message, /^Your request contains both signature and basic auth parameter/);
    }
  });

  it('may carry a public key', async () => {
    assert.equal((await api().upload({ file, fileName: 'a.txt', publicKey: PUBLIC_KEY })).status, 200);
  });
});
