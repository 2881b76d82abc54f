import assert from 'node:assert/strict';
import { test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import LegacyImageKit from 'imagekit';
import { signatureHeaders } from './signatures.ts';

/** rest-api.md 10: both families of signatures over one body. */
const deleted = {
  secret: 'whsec_c2VjcmV0Cg==',
  id: 'evt_1',
  now: 1767323045678,
  body: '{"id":"evt_1","type":"file.deleted","created_at":"2026-01-02T03:04:05.678Z","data":{"fileId":"6673f88237b244ef54d60180"}}',
};

/** rest-api.md 10, and a test of the Node SDK 6. */
const accepted = {
  secret: 'whsec_xeO2UNkfKMQnfJf7Q/Qx+fYptL1wabXd',
  now: 1655788406333,
  body: '{"type":"video.transformation.accepted","id":"58e6d24d-6098-4319-be8d-40c3cb0a402d","created_at":"2022-06-20T11:59:58.461Z","request":{"x_request_id":"fa98fa2e-d6cd-45b4-acf5-bc1d2bbb8ba9","url":"http://ik.imagekit.io/demo/sample-video.mp4?tr=f-webm,q-10","user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:101.0) Gecko/20100101 Firefox/101.0"},"data":{"asset":{"url":"http://ik.imagekit.io/demo/sample-video.mp4"},"transformation":{"type":"video-transformation","options":{"video_codec":"vp9","audio_codec":"opus","auto_rotate":true,"quality":10,"format":"webm"}}}}',
};

test('the golden vectors', () => {
  assert.deepEqual(signatureHeaders(deleted.secret, deleted, deleted.now), {
    'x-ik-signature': 't=1767323045678,v1=2843989b68047fc0a3bca264b451cca4d6c8bd9e53703f21b0d5fbe07c074cad',
    'webhook-id': 'evt_1',
    'webhook-timestamp': '1767323045',
    'webhook-signature': 'v1,io52vIJGJBMzsy7Lll1jg9L9BaYgTUN3KwWUm2Y+5VA=',
  });
  const headers = signatureHeaders(accepted.secret, { id: 'any', body: accepted.body }, accepted.now);
  assert.equal(
    headers['x-ik-signature'],
    't=1655788406333,v1=d30758f47fcb31e1fa0109d3b3e2a6c623e699aaf1461cba6bd462ef58ea4b31',
  );
});

test('SDK 7 unwraps what is signed now, and nothing that was changed', () => {
  const client = new ImageKit({ privateKey: 'any', webhookSecret: accepted.secret });
  const headers = signatureHeaders(accepted.secret, { id: 'evt', body: accepted.body }, Date.now());
  assert.deepEqual(client.webhooks.unwrap(accepted.body, { headers }), JSON.parse(accepted.body));
  assert.throws(() => client.webhooks.unwrap(accepted.body.replace('webm', 'mp4'), { headers }));
  assert.throws(() =>
    client.webhooks.unwrap(accepted.body, { headers: { ...headers, 'webhook-id': 'other' } }),
  );
});

test('SDK 6 verifies it', () => {
  const client = new LegacyImageKit({
    publicKey: 'any',
    privateKey: 'any',
    urlEndpoint: 'https://example.com',
  });
  const headers = signatureHeaders(accepted.secret, { id: 'evt', body: accepted.body }, accepted.now);
  const { timestamp, event } = client.verifyWebhookEvent(
    accepted.body,
    headers['x-ik-signature'] as string,
    accepted.secret,
  );
  assert.equal(timestamp, accepted.now);
  assert.deepEqual(event, JSON.parse(accepted.body));
});
