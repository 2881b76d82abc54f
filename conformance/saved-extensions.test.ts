/** Extensions that the account has saved. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type ImageKit from '@imagekit/nodejs';
import { client, failure } from './support.ts';

type Config = ImageKit.SavedExtensionCreateParams['config'];

const config: Config = {
  name: 'ai-tasks',
  tasks: [
    {
      type: 'select_tags',
      instruction: 'What body style is this?',
      vocabulary: ['sedan', 'suv'],
      max_selections: 1,
    },
  ],
};
const given = { name: 'Car check', description: 'Type and condition', config };
const made: string[] = [];

async function create(change: Partial<typeof given> = {}) {
  const saved = await client.savedExtensions.create({ ...given, ...change });
  made.push(saved.id ?? '');
  return saved;
}

after(async () => {
  for (const id of made) await client.savedExtensions.delete(id).catch(() => {});
});

test('create, get and list: as it was given, under an id, with its times', async () => {
  const saved = await create();
  const { id, createdAt, updatedAt, ...rest } = saved;
  assert.match(id ?? '', /^[A-Za-z0-9_-]{1,64}$/);
  assert.deepEqual(rest, given);
  assert.equal(new Date(createdAt ?? '').toISOString(), createdAt);
  assert.equal(updatedAt, createdAt);
  assert.deepEqual(await client.savedExtensions.get(id ?? ''), saved);
  const all = await client.savedExtensions.list();
  assert.deepEqual(
    all.filter((one) => one.id === id),
    [saved],
  );
});

test('update: what is not given stays', async () => {
  const saved = await create();
  const renamed = await client.savedExtensions.update(saved.id ?? '', { name: 'Vehicle check' });
  assert.deepEqual({ ...renamed, updatedAt: '' }, { ...saved, name: 'Vehicle check', updatedAt: '' });
  const removeBg: Config = { name: 'remove-bg', options: { bg_color: 'green' } };
  const other = await client.savedExtensions.update(saved.id ?? '', { config: removeBg });
  assert.deepEqual(other.config, removeBg);
  assert.deepEqual(await client.savedExtensions.get(saved.id ?? ''), other);
});

test('delete: it is gone, and can be named no more', async () => {
  const { id = '' } = await create();
  assert.ok((await client.savedExtensions.delete(id)) == null);
  const gone = await failure(client.savedExtensions.get(id));
  assert.equal(gone.status, 404);
  assert.match(gone.message, /The requested saved extension does not exist\./);
  const upload = client.files.upload({
    file: 'dGV4dA==',
    fileName: 'a.txt',
    extensions: [{ name: 'saved-extension', id }],
  });
  const refused = await failure(upload);
  assert.equal(refused.status, 400);
  assert.match(refused.message, /Your request contains invalid extensions parameter\./);
});

for (const [what, wrong] of [
  ['one that is saved itself', { name: 'saved-extension', id: 'x' }],
  ['no task', { name: 'ai-tasks', tasks: [] }],
  ['an unknown one', { name: 'colour-it' }],
  ['no object', 'remove-bg'],
] as const) {
  test(`a configuration that is ${what} is refused`, async () => {
    const saved = await create();
    for (const call of [
      () => client.savedExtensions.create({ ...given, config: wrong as unknown as Config }),
      () => client.savedExtensions.update(saved.id ?? '', { config: wrong as unknown as Config }),
    ]) {
      const refused = await failure(call());
      assert.equal(refused.status, 400);
      assert.match(refused.message, /Invalid extension configuration\./);
    }
  });
}

test('what is no id is refused', async () => {
  for (const call of [
    () => client.savedExtensions.get('a b'),
    () => client.savedExtensions.update('a b', { name: 'x' }),
    () => client.savedExtensions.delete('a b'),
  ]) {
    const refused = await failure(call());
    assert.equal(refused.status, 400);
    assert.match(refused.message, /Invalid saved extension ID\./);
  }
});
