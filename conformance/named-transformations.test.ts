import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { assertHalves, client, failure, folder, get, halves, urlEndpoint } from './support.ts';

const { namedTransformations } = client;
const run = Date.now().toString(36);
const place = `${folder}/named`;
const made: string[] = [];

async function create(name: string, transformation: string, more: { enabled?: boolean } = {}) {
  const named = await namedTransformations.create({ name: `${name}_${run}`, transformation, ...more });
  made.push(named.id);
  return named;
}
async function refused(call: Promise<unknown>, status: number, message: string): Promise<void> {
  const error = await failure(call);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(message), error.message);
}
before(async () => {
  await client.files.upload({
    file: await toFile(await halves(600, 400), 'halves.jpg'),
    fileName: 'halves.jpg',
    folder: place,
    useUniqueFileName: false,
  });
});
after(async () => {
  for (const id of made) await namedTransformations.delete(id).catch(() => {});
});

describe('a named transformation', () => {
  test('is created, shown, listed, changed and deleted', async () => {
    const named = await create('crud', 'w-150,h-150,fo-center');
    const { id, createdAt } = named;
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const expected = {
      id,
      name: `crud_${run}`,
      transformation: 'w-150,h-150,fo-center',
      enabled: true,
      createdAt,
    };
    assert.deepEqual(named, expected);
    assert.deepEqual(await namedTransformations.get(id), expected);
    const list = await namedTransformations.list();
    assert.deepEqual(
      list.find((one) => one.id === id),
      expected,
    );
    assert.ok(list.every(({ name }) => name !== 'ik_ml_thumbnail' && name !== 'media_library_thumbnail'));
    const renamed = { ...expected, name: `other_${run}`, transformation: 'tr:w-200' };
    assert.deepEqual(
      await namedTransformations.update(id, { name: renamed.name, transformation: 'tr:w-200' }),
      renamed,
    );
    assert.deepEqual(await namedTransformations.update(id, { enabled: false }), {
      ...renamed,
      enabled: false,
    });
    await namedTransformations.delete(id);
    const message = 'The requested named transformation does not exist.';
    await refused(namedTransformations.get(id), 404, message);
    await refused(namedTransformations.update(id, { enabled: true }), 404, message);
    await refused(namedTransformations.delete(id), 404, message);
  });

  test('decides what URLs with its name deliver, until it is switched off', async () => {
    const { id, name } = await create('small', 'w-150');
    const urls = [
      `${urlEndpoint}/tr:n-${name}${place}/halves.jpg`,
      `${urlEndpoint}${place}/halves.jpg?tr=n-${name}`,
    ];
    const type = 'image/jpeg';
    for (const url of urls) await assertHalves(url, { width: 150, height: 100, type });
    await namedTransformations.update(id, { transformation: 'w-90' });
    for (const url of urls) await assertHalves(url, { width: 90, height: 60, type });
    await namedTransformations.update(id, { enabled: false });
    for (const url of urls) assert.equal((await get(url)).status, 400);
    await namedTransformations.update(id, { enabled: true });
    for (const url of urls) await assertHalves(url, { width: 90, height: 60, type });
    await namedTransformations.delete(id);
    for (const url of urls) assert.equal((await get(url)).status, 400);
  });

  test('may use another one, which is kept for as long, and never itself', async () => {
    const inner = await create('inner', 'w-300');
    const outer = await create('outer', `n-${inner.name}:w-120`);
    const url = `${urlEndpoint}/tr:n-${outer.name}${place}/halves.jpg`;
    await assertHalves(url, { width: 120, height: 80, type: 'image/jpeg' });
    await refused(namedTransformations.update(inner.id, { enabled: false }), 409, outer.name);
    await refused(namedTransformations.delete(inner.id), 409, outer.name);
    const loop = namedTransformations.update(inner.id, { transformation: `n-${outer.name}` });
    await refused(loop, 400, 'Your request contains invalid transformation parameter.');
    await namedTransformations.delete(outer.id);
    await namedTransformations.delete(inner.id);
  });

  test('is refused with a name that is taken or wrong, and with what is no transformation', async () => {
    const { name } = await create('taken', 'w-1');
    const again = namedTransformations.create({ name, transformation: 'w-2' });
    await refused(again, 400, 'A named transformation with this name already exists.');
    for (const wrong of ['a-b', 'a b', 'ik_ml_thumbnail'])
      await refused(
        namedTransformations.create({ name: wrong, transformation: 'w-1' }),
        400,
        'Your request contains invalid name parameter.',
      );
    await refused(
      namedTransformations.create({ name: `wrong_${run}`, transformation: 'wdith-100' }),
      400,
      'Your request contains invalid transformation parameter.',
    );
  });
});
