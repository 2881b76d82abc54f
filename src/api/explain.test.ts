import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestApi, suiteApi } from './api.testing.ts';

describe('GET /_halftone/v1/explain', () => {
  const api = suiteApi();

  it('passes on the URL and the headers that it would be asked for with, and answers what comes back', async () => {
    const query = new URLSearchParams({
      url: 'http://media.test/demo/a.jpg?tr=w-300&v=1',
      accept: 'image/webp',
      'sec-ch-dpr': '2',
      'save-data': 'on',
      cookie: 'no',
    });
    const { status, body } = await api().json(`/_halftone/v1/explain?${query}`);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      url: 'http://media.test/demo/a.jpg?tr=w-300&v=1',
      host: `127.0.0.1:${api().port}`,
      headers: { accept: 'image/webp', 'sec-ch-dpr': '2', 'save-data': 'on' },
    });
  });

  it('needs a URL', async () => {
    for (const query of ['', '?url=', '?url=%20']) {
      const { status, body } = await api().json(`/_halftone/v1/explain${query}`);
      assert.deepEqual([status, body.message], [400, 'Your request is missing url parameter.']);
    }
  });

  it('needs a private key', async () => {
    const { status } = await api().fetch('/_halftone/v1/explain?url=/demo/a.jpg', { headers: {} });
    assert.equal(status, 401);
  });
});

for (const [permission, expected] of [
  ['read', 200],
  ['read-write', 200],
  ['none', 403],
] as const)
  it(`a key that may ${permission} gets ${expected}`, async (t) => {
    const { fetch } = await openTestApi(t, { key: { permission, expiresAt: null } });
    assert.equal((await fetch('/_halftone/v1/explain?url=/demo/a.jpg')).status, expected);
  });
