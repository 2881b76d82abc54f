import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASIC, suiteApi } from '../api.testing.ts';

const api = suiteApi();
const webhookUrl = 'https://example.com/callback';
const google = { name: 'google-auto-tagging', minConfidence: 80, maxTags: 10 };

const upload = (fields: Readonly<Record<string, string>> = {}) =>
  api().upload({ file: 'dGV4dA==', fileName: 'a.txt', ...fields });

const update = (fileId: string, body: object) =>
  api().json(`/v1/files/${fileId}/details`, { method: 'PATCH', ...jsonInit(body) });

function jsonInit(body: object) {
  return {
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

async function callbacksOf(fileId: string) {
  const rows = await api()
    .database.reader.selectFrom('events')
    .select('data')
    .where('type', '=', 'callback')
    .execute();
  return rows.map(({ data }) => JSON.parse(data)).filter(({ body }) => body.fileId === fileId);
}

const invalid = 'Your request contains invalid extensions parameter.';

describe('extensions of an upload', () => {
  it('without a backend have failed, and the file is there', async () => {
    const extensions = JSON.stringify([google, { name: 'remove-bg' }]);
    const { status, body } = await upload({ extensions, webhookUrl });
    assert.equal(status, 200);
    assert.deepEqual(body.extensionStatus, { 'google-auto-tagging': 'failed', 'remove-bg': 'failed' });
    assert.equal(body.AITags, null);
    assert.deepEqual(
      (await callbacksOf(body.fileId)).map(({ url, body: { service, error } }) => [
        url,
        service,
        error.message,
      ]),
      [
        [webhookUrl, 'google-auto-tagging', 'google-auto-tagging backend is not configured'],
        [webhookUrl, 'remove-bg', 'remove-bg backend is not configured'],
      ],
    );
  });

  for (const extensions of ['', '[]', 'undefined', 'null']) {
    it(`are none: ${JSON.stringify(extensions)}`, async () => {
      const { status, body } = await upload({ extensions });
      assert.equal(status, 200);
      assert.ok(!('extensionStatus' in body));
    });
  }

  for (const [extensions, help] of [
    ['remove-bg', 'extensions: a JSON list of extensions is expected.'],
    ['{}', 'extensions: a list of 0 to 50 items is expected.'],
    ['[{"name":"x"}]', /^extensions\[0\]\.name: one of /],
    ['[{"name":"saved-extension","id":"ext_none"}]', 'extensions[0].id: no such saved extension exists.'],
  ] as const) {
    it(`are refused, and nothing is kept: ${extensions}`, async () => {
      const stored = await api().storedFiles();
      const { status, body } = await upload({ extensions });
      assert.equal(status, 400);
      assert.equal(body.message, invalid);
      if (typeof help === 'string') assert.equal(body.help, help);
      else assert.match(body.help, help);
      assert.deepEqual(await api().storedFiles(), stored);
    });
  }

  for (const url of [
    'x',
    'ftp://example.com',
    'http://',
    'https://me:pw@example.com',
    `https://example.com/${'x'.repeat(2048)}`,
  ]) {
    it(`have no URL to call like ${url.slice(0, 40)}`, async () => {
      const { status, body } = await upload({ webhookUrl: url });
      assert.deepEqual([status, body.message], [400, 'Your request contains invalid webhookUrl parameter.']);
    });
  }
});

describe('extensions of an update', () => {
  it('go with other keys, and their status with the file', async () => {
    const { body: file } = await upload();
    const { status, body } = await update(file.fileId, {
      tags: ['new'],
      extensions: [{ name: 'ai-auto-description' }],
      webhookUrl,
    });
    assert.equal(status, 200);
    assert.deepEqual([body.tags, body.extensionStatus], [['new'], { 'ai-auto-description': 'failed' }]);
    assert.equal((await callbacksOf(file.fileId)).length, 1);
    const { body: details } = await api().json(`/v1/files/${file.fileId}/details`);
    assert.ok(!('extensionStatus' in details));
  });

  for (const extensions of [[], null]) {
    it(`are none: ${JSON.stringify(extensions)}`, async () => {
      const { body: file } = await upload();
      const { status, body } = await update(file.fileId, { extensions, webhookUrl: '' });
      assert.equal(status, 200);
      assert.ok(!('extensionStatus' in body));
    });
  }

  for (const [what, extensions] of [
    ['text', JSON.stringify([google])],
    ['a number', 1],
    ['an object', google],
    ['a list of nothing', [null]],
  ] as const) {
    it(`are refused as ${what}, and nothing has changed`, async () => {
      const { body: file } = await upload();
      const { status, body } = await update(file.fileId, { extensions, tags: ['new'] });
      assert.deepEqual([status, body.message], [400, invalid]);
      const { body: details } = await api().json(`/v1/files/${file.fileId}/details`);
      assert.equal(details.tags, null);
    });
  }

  it('have a URL to call that is one', async () => {
    const { body: file } = await upload();
    for (const url of [1, 'x', [], {}]) {
      const { status, body } = await update(file.fileId, { webhookUrl: url });
      assert.deepEqual([status, body.message], [400, 'Your request contains invalid webhookUrl parameter.']);
    }
  });

  it('know the custom metadata fields of the account', async () => {
    await api().json('/v1/customMetadataFields', {
      method: 'POST',
      ...jsonInit({ name: 'price', label: 'Price', schema: { type: 'Number', maxValue: 9 } }),
    });
    const { body: file } = await upload();
    const task = (value: unknown) => ({
      type: 'yes_no',
      instruction: 'Is it dear?',
      on_yes: { set_metadata: [{ field: 'price', value }] },
    });
    const asked = (value: unknown) =>
      update(file.fileId, { extensions: [{ name: 'ai-tasks', tasks: [task(value)] }] });
    assert.deepEqual((await asked(9)).body.extensionStatus, { 'ai-tasks': 'failed' });
    const { body } = await asked(10);
    assert.equal(body.message, invalid);
    assert.equal(body.help, 'extensions[0].tasks[0].on_yes.set_metadata[0].value: should be <= 9.');
  });
});

describe('a saved extension', () => {
  const save = (config: object) =>
    api().json('/v1/saved-extensions', {
      method: 'POST',
      ...jsonInit({ name: 'Mine', description: 'Tags it', config }),
    });

  it('is asked for by its id, and reports under the name of what it is', async () => {
    const { body: saved } = await save(google);
    const extensions = [{ name: 'saved-extension', id: saved.id }];
    const { body } = await upload({ extensions: JSON.stringify(extensions) });
    assert.deepEqual(body.extensionStatus, { 'google-auto-tagging': 'failed' });

    await api().fetch(`/v1/saved-extensions/${saved.id}`, { method: 'DELETE' });
    const after = await update(body.fileId, { extensions });
    assert.deepEqual([after.status, after.body.message], [400, invalid]);
  });
});
