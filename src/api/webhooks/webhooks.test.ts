import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { WEBHOOK_EVENTS } from '../../accounts/index.ts';
import { BASIC, HELP, openTestApi, suiteApi } from '../api.testing.ts';
import { isFlag, shown, wrongValues } from '../wrong-types.testing.ts';
import { webhookSchema } from './webhook-json.ts';

const PATH = '/v1/accounts/webhooks';
const given = { endpoint: 'https://app.example.com/ik', events: ['file.created', 'file.deleted'] };
const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;
const missing = (name: string) => `Your request is missing ${name} parameter.`;

describe('webhooks', () => {
  const time = { now: Date.parse('2026-02-03T07:00:00Z') };
  const api = suiteApi({ clock: () => time.now });
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { authorization: BASIC, 'content-type': 'application/json' },
    });
  const create = (body: unknown) => json('POST', PATH, body);
  afterEach(async () => {
    for (const { id } of (await json('GET', PATH)).body)
      await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
  });

  it('are created, shown, changed and deleted, always with their secret', async () => {
    const { status, body } = await create(given);
    const { id, secret } = body;
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{32}$/);
    const createdAt = '2026-02-03T07:00:00.000Z';
    const made = { id, ...given, enabled: true, secret, createdAt, updatedAt: createdAt };
    assert.deepEqual([status, body], [201, made]);
    assert.ok(Check(webhookSchema, body));
    assert.deepEqual(await json('GET', PATH), { status: 200, body: [made] });
    assert.deepEqual(await json('GET', `${PATH}/${id}`), { status: 200, body: made });

    time.now += 5 * 60_000;
    const updatedAt = '2026-02-03T07:05:00.000Z';
    // A client may send back all that it got: what does not change is not looked at.
    const disabled = { ...made, enabled: false, secret: 'whsec_mine', id: 'mine' };
    const changed = { ...made, enabled: false, updatedAt };
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, disabled), { status: 200, body: changed });
    const events = [...WEBHOOK_EVENTS, 'file.created'];
    const all = await json('PATCH', `${PATH}/${id}`, { events, endpoint: 'http://127.0.0.1:9/?a=b' });
    assert.deepEqual(all.body, { ...changed, events: WEBHOOK_EVENTS, endpoint: 'http://127.0.0.1:9/?a=b' });

    const deleted = await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    const gone = { status: 404, body: { message: 'The requested webhook does not exist.', help: HELP } };
    assert.deepEqual(await json('GET', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, { enabled: true }), gone);
    assert.deepEqual(await json('DELETE', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('GET', `${PATH}/%00`), gone);
  });

  it('are three at most, each with an endpoint of its own', async () => {
    const made = [];
    for (const n of [1, 2, 3])
      made.push(await create({ ...given, endpoint: `https://a.test/${n}`, enabled: 'false' }));
    const fourth = await create(given);
    assert.deepEqual(
      [fourth.status, fourth.body.message],
      [400, 'You can create up to 3 webhooks per account.'],
    );
    const taken = await json('PATCH', `${PATH}/${made[0]?.body.id}`, { endpoint: 'https://a.test/2' });
    assert.deepEqual([taken.status, taken.body.message], [400, invalid('endpoint')]);
    assert.match(taken.body.help, /Another webhook/);
  });

  const refused: readonly (readonly [what: string, body: unknown, message: string])[] = [
    ['nothing', {}, missing('endpoint')],
    ['no events', { endpoint: given.endpoint }, missing('events')],
    ['an empty list of events', { ...given, events: [] }, invalid('events')],
    ['an unknown event', { ...given, events: ['file.created', 'file.moved'] }, invalid('events')],
    ['a path', { ...given, endpoint: '/ik' }, invalid('endpoint')],
    ['another scheme', { ...given, endpoint: 'ftp://a.test' }, invalid('endpoint')],
    ['a user name', { ...given, endpoint: 'https://me:pw@a.test' }, invalid('endpoint')],
    ['a long URL', { ...given, endpoint: `https://a.test/${'a'.repeat(2048)}` }, invalid('endpoint')],
    ['a list', [], 'Your request contains invalid JSON.'],
  ];
  for (const [what, body, message] of refused) {
    it(`are not made of ${what}`, async () => {
      const answer = await create(body);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
    });
  }

  it('take no wrong values', async () => {
    const { body } = await create(given);
    const fields: readonly (readonly [name: string, fits: (value: unknown) => boolean])[] = [
      ['endpoint', () => false],
      ['events', () => false],
      ['enabled', isFlag],
    ];
    for (const [name, fits] of fields) {
      for (const value of wrongValues(fits)) {
        const changed = await json('PATCH', `${PATH}/${body.id}`, { [name]: value });
        assert.deepEqual(
          [changed.status, changed.body.message],
          [400, invalid(name)],
          `${name} = ${shown(value)}`,
        );
        const made = await create({ ...given, [name]: value });
        assert.equal(made.status, 400);
        assert.ok([invalid(name), missing(name)].includes(made.body.message), made.body.message);
      }
    }
    assert.deepEqual((await json('GET', PATH)).body, [body]);
  });
});

it('webhooks are for standard keys only', async (t) => {
  const api = await openTestApi(t, { key: { permission: 'read-write', expiresAt: null } });
  assert.equal((await api.fetch(PATH)).status, 403);
});
