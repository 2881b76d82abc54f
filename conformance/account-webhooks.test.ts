import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { client, failure } from './support.ts';

/** SDK 7.11 has no calls for webhooks. */
const PATH = '/v1/accounts/webhooks';
type Webhook = {
  id: string;
  endpoint: string;
  events: string[];
  enabled: boolean;
  secret: string;
  createdAt: string;
  updatedAt: string;
};
const endpoint = `https://app.example.com/conformance-${Date.now().toString(36)}`;
const made: string[] = [];
after(async () => {
  for (const id of made) await client.delete(`${PATH}/${id}`).catch(() => {});
});
async function refused(call: Promise<unknown>, status: number, message: string): Promise<void> {
  const error = await failure(call);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(message), error.message);
}

test('a webhook is created, shown, listed, changed and deleted, and its secret stays', async () => {
  const given = { endpoint, events: ['file.created', 'folder.deleted'], enabled: false };
  const webhook = await client.post<Webhook>(PATH, { body: given });
  const { id, secret, createdAt } = webhook;
  made.push(id);
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{32}$/);
  assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(webhook, { id, ...given, secret, createdAt, updatedAt: createdAt });
  assert.deepEqual(await client.get(`${PATH}/${id}`), webhook);
  const list = await client.get<Webhook[]>(PATH);
  assert.deepEqual(
    list.find((one) => one.id === id),
    webhook,
  );
  const events = ['file.deleted'];
  const changed = await client.patch<Webhook>(`${PATH}/${id}`, { body: { events } });
  assert.deepEqual(changed, { ...webhook, events, updatedAt: changed.updatedAt });

  await refused(
    client.post(PATH, { body: { endpoint, events } }),
    400,
    'Your request contains invalid endpoint parameter.',
  );
  await refused(
    client.patch(`${PATH}/${id}`, { body: { events: ['file.moved'] } }),
    400,
    'Your request contains invalid events parameter.',
  );
  await client.delete(`${PATH}/${id}`);
  await refused(client.get(`${PATH}/${id}`), 404, 'The requested webhook does not exist.');
});
