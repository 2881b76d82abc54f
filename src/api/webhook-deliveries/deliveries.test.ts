import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeliveriesQuery, Delivery } from '../../webhooks/index.ts';
import { webhookErrors } from '../../webhooks/index.ts';
import { suiteApi } from '../api.testing.ts';

const ID = '698173f2b1c2d3e4f5a6b7c8';
const PATH = '/_halftone/v1/webhook-deliveries';
const dead: Delivery = {
  id: ID,
  to: { webhookId: 'wH4k8Ty2s' },
  eventId: 'event',
  type: 'file.created',
  state: 'dead',
  attempts: 8,
  queuedAt: 0,
  nextAttemptAt: undefined,
  last: { status: 500, error: null, at: 1 },
};
const waiting: Delivery = {
  ...dead,
  to: { url: 'https://app.test/cb' },
  type: 'callback',
  state: 'pending',
  attempts: 0,
  nextAttemptAt: 2,
  last: undefined,
};

describe('deliveries', () => {
  const asked: DeliveriesQuery[] = [];
  const api = suiteApi({
    deps: {
      webhooks: {
        async deliveries(query) {
          asked.push(query);
          return [dead, waiting];
        },
        async replay(id) {
          if (id !== ID) throw webhookErrors.deliveryNotFound();
          return { ...dead, state: 'pending', attempts: 0, nextAttemptAt: 3 };
        },
      },
    },
  });

  it('are listed: dead letters unless others are asked for', async () => {
    const { status, body } = await api().json(PATH);
    assert.equal(status, 200);
    assert.deepEqual(body, [
      {
        id: ID,
        eventId: 'event',
        type: 'file.created',
        state: 'dead',
        webhookId: 'wH4k8Ty2s',
        attempts: 8,
        queuedAt: '1970-01-01T00:00:00.000Z',
        lastAttempt: { status: 500, error: null, at: '1970-01-01T00:00:00.001Z' },
      },
      {
        id: ID,
        eventId: 'event',
        type: 'callback',
        state: 'pending',
        url: 'https://app.test/cb',
        attempts: 0,
        queuedAt: '1970-01-01T00:00:00.000Z',
        nextAttemptAt: '1970-01-01T00:00:00.002Z',
      },
    ]);
    await api().json(`${PATH}?state=dead&state=delivered&limit=1&limit=7&skip=3`);
    assert.deepEqual(asked, [
      { state: 'dead', limit: 100, skip: 0 },
      { state: 'delivered', limit: 7, skip: 3 },
    ]);
  });

  for (const [query, name] of [
    ['state=lost', 'state'],
    ['state=%00', 'state'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1e2', 'limit'],
    ['skip=-1', 'skip'],
    ['skip=99999999999999999999', 'skip'],
  ]) {
    it(`refuse ?${query}`, async () => {
      const { status, body } = await api().json(`${PATH}?${query}`);
      assert.deepEqual([status, body.message], [400, `Your request contains invalid ${name} parameter.`]);
    });
  }

  it('are replayed, when they are there', async () => {
    const { status, body } = await api().json(`${PATH}/${ID}/replay`, { method: 'POST' });
    assert.deepEqual([status, body.id, body.state], [200, ID, 'pending']);
    const missing = await api().json(`${PATH}/x/replay`, { method: 'POST' });
    assert.deepEqual([missing.status, missing.body.message], [404, 'The requested delivery does not exist.']);
  });
});

describe('deliveries and a key that is restricted to media', () => {
  const api = suiteApi({ key: { permission: 'read-write', expiresAt: null } });

  it('are not shown', async () => {
    assert.equal((await api().json(PATH)).status, 403);
    assert.equal((await api().json(`${PATH}/${ID}/replay`, { method: 'POST' })).status, 403);
  });
});
