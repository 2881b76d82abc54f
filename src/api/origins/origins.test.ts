import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { Check } from 'typebox/value';
import { fieldsOf, ORIGIN_TYPES, type OriginType } from '../../accounts/index.ts';
import { type Answer, BASIC, HELP, openTestApi, suiteApi } from '../api.testing.ts';
import { isFlag, isText, shown, wrongValues } from '../wrong-types.testing.ts';
import { originRequestSchema, originSchema } from './origin-json.ts';

const PATH = '/v1/accounts/origins';
const SECRET = 's3cr3t-of-an-origin';

/** Of each type: what must be sent, and what is answered when nothing else is. */
const TYPES: Readonly<Record<OriginType, readonly [required: object, answer: object]>> = {
  S3: [
    { bucket: 'b', accessKey: SECRET, secretKey: SECRET },
    { bucket: 'b', prefix: '', useIAMRole: false },
  ],
  S3_COMPATIBLE: [
    { bucket: 'b', accessKey: SECRET, secretKey: SECRET, endpoint: 'https://s3.test' },
    { bucket: 'b', prefix: '', endpoint: 'https://s3.test', s3ForcePathStyle: false },
  ],
  CLOUDINARY_BACKUP: [
    { bucket: 'b', accessKey: SECRET, secretKey: SECRET },
    { bucket: 'b', prefix: '', useIAMRole: false },
  ],
  WEB_FOLDER: [
    { baseUrl: 'https://a.test/assets' },
    { baseUrl: 'https://a.test/assets', forwardHostHeaderToOrigin: false },
  ],
  WEB_PROXY: [{}, {}],
  GCS: [
    { bucket: 'b', clientEmail: 'me@project.iam.test', privateKey: SECRET },
    { bucket: 'b', prefix: '', clientEmail: 'me@project.iam.test' },
  ],
  AZURE_BLOB: [
    { container: 'c', accountName: 'n', sasToken: SECRET },
    { container: 'c', prefix: '', accountName: 'n' },
  ],
  AKENEO_PIM: [
    {
      baseUrl: 'https://pim.test',
      clientId: SECRET,
      clientSecret: SECRET,
      username: SECRET,
      password: SECRET,
    },
    { baseUrl: 'https://pim.test' },
  ],
};

describe('origins', () => {
  const api = suiteApi();
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { authorization: BASIC, 'content-type': 'application/json' },
    });
  const create = (body: unknown) => json('POST', PATH, body);
  const refusal = async (body: unknown) => {
    const answer = await create(body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    return answer.body.message;
  };
  const given = (type: OriginType) => ({ name: 'My origin', type, ...TYPES[type][0] });

  for (const type of ORIGIN_TYPES) {
    it(`of the type ${type} are created, shown, replaced and deleted, without their secrets`, async () => {
      const { status, body } = await create(given(type));
      const { id } = body;
      const answer = { id, type, name: 'My origin', includeCanonicalHeader: false, ...TYPES[type][1] };
      assert.deepEqual([status, body], [201, answer]);
      assert.ok(Check(originSchema, body));
      assert.ok(Check(originRequestSchema, given(type)));
      assert.deepEqual(await json('GET', `${PATH}/${id}`), { status: 200, body: answer });
      assert.deepEqual(
        (await json('GET', PATH)).body.filter((origin: Answer) => origin.id === id),
        [answer],
      );

      const canonical = { includeCanonicalHeader: true, baseUrlForCanonicalHeader: 'https://cdn.test' };
      const replaced = await json('PUT', `${PATH}/${id}`, { ...given(type), ...canonical, name: 'Other' });
      assert.deepEqual(replaced, { status: 200, body: { ...answer, ...canonical, name: 'Other' } });
      const back = await json('PUT', `${PATH}/${id}`, given(type));
      assert.deepEqual(back, { status: 200, body: answer });

      const deleted = await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
      assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
      const gone = { status: 404, body: { message: 'Origin not found.', help: HELP } };
      assert.deepEqual(await json('GET', `${PATH}/${id}`), gone);
      assert.deepEqual(await json('PUT', `${PATH}/${id}`, given(type)), gone);
      assert.deepEqual(await json('DELETE', `${PATH}/${id}`), gone);
    });

    it(`of the type ${type} need each of their keys`, async () => {
      for (const key of ['name', ...Object.keys(TYPES[type][0])]) {
        const { [key]: _, ...rest } = given(type) as Record<string, unknown>;
        for (const body of [rest, { ...rest, [key]: null }, { ...rest, [key]: '' }]) {
          assert.equal(await refusal(body), `${key} is required and must be a string`);
        }
      }
    });

    it(`of the type ${type} take no wrong values`, async () => {
      for (const [key, field] of Object.entries(fieldsOf(type))) {
        const fits = { flag: isFlag, url: () => false, text: isText }[field.kind];
        for (const value of wrongValues(fits)) {
          const message = await refusal({ ...given(type), [key]: value });
          assert.ok(message.startsWith(`${key} `), `${key} = ${shown(value)}: ${message}`);
        }
      }
    });
  }

  it('become another type when they are replaced by one', async () => {
    const { body } = await create({ ...given('S3'), prefix: 'images' });
    assert.equal(body.prefix, 'images');
    const replaced = await json('PUT', `${PATH}/${body.id}`, given('WEB_PROXY'));
    assert.deepEqual(replaced.body, {
      id: body.id,
      type: 'WEB_PROXY',
      name: 'My origin',
      includeCanonicalHeader: false,
    });
  });

  it('are of one of eight types', async () => {
    const message = `Invalid origin type. Must be one of ${ORIGIN_TYPES.join(', ')}.`;
    for (const type of [undefined, ...wrongValues(() => false), 's3', 'constructor'])
      assert.equal(await refusal({ name: 'n', type }), message);
  });

  it('take no keys that their type lacks', async () => {
    for (const [more, names] of [
      [{ id: 'x' }, 'id'],
      [{ baseUrl: 'https://a.test', zone: 1 }, 'baseUrl, zone'],
      [JSON.parse('{"__proto__": {"bucket": "b"}}'), '__proto__'],
    ] as const) {
      // A spread would set the prototype instead.
      const body = JSON.stringify(given('S3')).slice(0, -1);
      const answer = await api().json(PATH, {
        method: 'POST',
        body: `${body},${JSON.stringify(more).slice(1)}`,
        headers: { authorization: BASIC, 'content-type': 'application/json' },
      });
      assert.deepEqual(
        [answer.status, answer.body.message],
        [400, `Your request contains unknown parameters: ${names}.`],
      );
    }
  });

  const accepted: readonly (readonly [type: OriginType, more: object])[] = [
    ['S3', { useIAMRole: true, accessKey: '', secretKey: '' }],
    ['S3', { useIAMRole: 'true', accessKey: '', secretKey: '' }],
    ['WEB_FOLDER', { baseUrl: 'http://127.0.0.1:8080/a%20b?x=1' }],
    ['WEB_FOLDER', { baseUrl: 'http://[::1]/' }],
    ['S3_COMPATIBLE', { endpoint: 'https://s3.eu-central-1.example.com', prefix: 'é'.repeat(100) }],
    ['AKENEO_PIM', { password: '🔑'.repeat(100) }],
  ];
  for (const [type, more] of accepted) {
    it(`of the type ${type} take ${JSON.stringify(more).slice(0, 60)}`, async () => {
      assert.equal((await create({ ...given(type), ...more })).status, 201);
    });
  }

  const refused: readonly (readonly [type: OriginType, more: object, message: RegExp])[] = [
    ['S3', { useIAMRole: true, accessKey: undefined }, /^accessKey is required/],
    ['S3', { name: 'a-b' }, /^name must be letters, digits and spaces$/],
    ['S3', { name: 'n'.repeat(101) }, /^name must be valid text of at most 100 characters$/],
    ['S3', { prefix: 'p'.repeat(101) }, /^prefix must be/],
    ['WEB_FOLDER', { baseUrl: 'ftp://a.test' }, /^baseUrl must be an absolute http or https URL/],
    ['WEB_FOLDER', { baseUrl: 'https://user:pass@a.test' }, /^baseUrl must be/],
    ['WEB_FOLDER', { baseUrl: 'https://a.test/#x' }, /^baseUrl must be/],
    ['WEB_FOLDER', { baseUrl: 'https://a.test/é' }, /^baseUrl must be/],
    ['WEB_FOLDER', { baseUrl: 'https:///a' }, /^baseUrl must be/],
    ['WEB_FOLDER', { baseUrl: `https://a.test/${'a'.repeat(2048)}` }, /^baseUrl must be/],
    ['GCS', { clientEmail: 'nobody' }, /^clientEmail must be an e-mail address$/],
    ['GCS', { clientEmail: '.a@b.test' }, /^clientEmail must be/],
  ];
  for (const [type, more, message] of refused) {
    it(`of the type ${type} refuse ${JSON.stringify(more).slice(0, 60)}`, async () => {
      assert.match(await refusal({ ...given(type), ...more }), message);
    });
  }

  it('have ids of letters, digits, _ and -: anything else is nobody', async () => {
    for (const id of ['nothing', '%00', 'a%20b', '%ED%A0%80', 'x'.repeat(300), '..%2F..']) {
      for (const method of ['GET', 'DELETE']) {
        const { status } = await json(method, `${PATH}/${id}`);
        assert.ok(status === 404 || (status === 400 && id.includes('%ED')), `${method} ${id}: ${status}`);
      }
    }
  });

  it('cannot be deleted while a URL endpoint uses them', async () => {
    const { body } = await create(given('WEB_PROXY'));
    const endpoint = { description: 'x', urlPrefix: 'uses-it', origins: [body.id] };
    await json('POST', '/v1/accounts/url-endpoints', endpoint);
    const answer = await json('DELETE', `${PATH}/${body.id}`);
    assert.deepEqual(
      [answer.status, answer.body.message],
      [400, 'Origin is in use by a URL-endpoint and cannot be deleted.'],
    );
  });

  it('leave their secrets in no answer, log line or row', async () => {
    const { reader } = api().database;
    const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
      reader,
    );
    const rows = await Promise.all(
      tables.rows.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(reader)),
    );
    assert.ok(rows.flatMap((result) => result.rows).length > 20);
    const list = await json('GET', PATH);
    for (const text of [JSON.stringify(list), JSON.stringify(rows), JSON.stringify(api().logged)])
      assert.ok(!text.includes(SECRET));
  });
});

it('origins are for standard keys only', async (t) => {
  const api = await openTestApi(t, { key: { permission: 'read-write', expiresAt: null } });
  for (const method of ['GET', 'POST']) {
    const { status } = await api.fetch(PATH, { method });
    assert.equal(status, 403);
  }
});
