import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { SignJWT } from 'jose';
import { baseURL, client, clientWithKey, failure, folder, get, halves, urlEndpoint } from './support.ts';

const privateKey = process.env.CONFORMANCE_PRIVATE_KEY ?? '';
const publicKey = process.env.CONFORMANCE_PUBLIC_KEY ?? '';

let photo: Buffer;
before(async () => {
  photo = await halves(300, 200);
});

describe('version 2 of the upload with a private key', () => {
  test('is one like version 1', async () => {
    const answer = await client.beta.v2.files.upload({
      file: await toFile(photo, 'photo.jpg'),
      fileName: 'photo.jpg',
      folder,
      tags: ['summer', 'dress'],
      responseFields: ['tags', 'isPrivateFile'],
    });
    assert.match(answer.name ?? '', /^photo_[A-Za-z0-9_-]{9}\.jpg$/);
    assert.equal(answer.url, `${urlEndpoint}${answer.filePath}`);
    assert.deepEqual([answer.width, answer.height, answer.size], [300, 200, photo.length]);
    assert.deepEqual([answer.tags, answer.isPrivateFile], [['summer', 'dress'], false]);
    assert.deepEqual((await get(`${answer.url}?tr=orig-true`)).body, photo);
    const details = await client.files.get(answer.fileId ?? '');
    assert.deepEqual(details.tags, ['summer', 'dress']);
  });

  test('may not carry a token as well', async () => {
    const file = await toFile(photo, 'photo.jpg');
    const refused = await failure(
      client.beta.v2.files.upload({ file, fileName: 'photo.jpg', folder, token: 'x' }),
    );
    assert.equal(refused.status, 400);
    assert.match(refused.message, /Your request contains both token and basic auth parameter/);
  });

  test('needs a key that is known', async () => {
    const refused = await failure(
      clientWithKey('private_nobody').beta.v2.files.upload({ file: 'aGVsbG8=', fileName: 'x.txt' }),
    );
    assert.equal(refused.status, 403);
  });
});

type Fields = Readonly<Record<string, string>>;

/** As a server signs a form for a browser. */
function sign(fields: Fields, lifetime = 3_600): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...fields })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: publicKey })
    .setIssuedAt(now)
    .setExpirationTime(now + lifetime)
    .sign(new TextEncoder().encode(privateKey));
}

async function send(
  fields: Fields,
  token: string | undefined,
  where: 'file first' | 'file last' = 'file last',
) {
  const form = new FormData();
  const file = () => form.append('file', new Blob([new Uint8Array(photo)]), 'photo.jpg');
  if (where === 'file first') file();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (token !== undefined) form.append('token', token);
  if (where === 'file last') file();
  const response = await fetch(`${baseURL}/api/v2/files/upload`, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('version 2 of the upload with a token', {
  skip: publicKey === '' ? 'CONFORMANCE_PUBLIC_KEY is not set' : false,
}, () => {
  let nth = 0;
  /** No two of them are alike: a token is used once. */
  const fieldsOf = (more: Fields = {}): Fields => ({
    fileName: `dress-${nth++}.jpg`,
    useUniqueFileName: 'false',
    folder,
    tags: 'summer,dress',
    customMetadata: '{}',
    ...more,
  });

  for (const where of ['file first', 'file last'] as const) {
    test(`is taken, ${where}`, async () => {
      const fields = fieldsOf();
      const { status, body } = await send(fields, await sign(fields), where);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(
        [body.name, body.filePath, body.size, body.width],
        [fields.fileName, `${folder}/${fields.fileName}`, photo.length, 300],
      );
    });
  }

  test('is refused when anything is not as it was signed', async () => {
    const changes: readonly ((fields: Fields) => Fields)[] = [
      (fields) => ({ ...fields, tags: 'summer' }),
      (fields) => ({ ...fields, isPrivateFile: 'true' }),
      ({ tags: _, ...fields }) => fields as Fields,
    ];
    for (const change of changes) {
      const fields = fieldsOf();
      const { status, body } = await send(change(fields), await sign(fields));
      assert.equal(status, 400);
      assert.equal(
        body.message,
        'Your request contains invalid payload. It does not match with the payload used to generate token.',
      );
    }
  });

  test('is taken once', async () => {
    const fields = fieldsOf();
    const token = await sign(fields);
    assert.equal((await send(fields, token)).status, 200);
    const again = await send(fields, token);
    assert.deepEqual([again.status, again.body.message], [400, 'Your request has invalid token.']);
  });

  test('is refused after its time, with a longer one, and without a token', async () => {
    for (const [lifetime, message] of [
      [-10, 'Your request contains expired token.'],
      [3_601, 'Your request has invalid token.'],
    ] as const) {
      const fields = fieldsOf();
      const { status, body } = await send(fields, await sign(fields, lifetime));
      assert.deepEqual([status, body.message], [400, message]);
    }
    const without = await send(fieldsOf(), undefined);
    assert.deepEqual(
      [without.status, without.body.message],
      [400, 'Your request is missing token parameter.'],
    );
  });
});
