import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createNamedTransformations } from './named-transformations.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');

/** The named transformations as a process on the database sees them. */
function startOn(database: Database, time = { now: start }, uploads: readonly string[] = []) {
  return createNamedTransformations({
    database,
    clock: () => time.now,
    uploadTransformations: async () => uploads,
  });
}

const unusable = (help: RegExp) => ({
  status: 400,
  message: 'Your request contains invalid transformation parameter.',
  help,
});

const thumb = { name: 'thumb', transformation: 'tr:w-100,h-100', enabled: true };

onEachDatabase(({ open }) => {
  describe('a named transformation', () => {
    test('is stored as written and looked up by its exact name', async () => {
      const named = startOn(await open(unitsUrl));
      const stored = await named.create(thumb);
      assert.match(stored.id, /^[\w-]{9}$/);
      assert.deepEqual(stored, { ...thumb, id: stored.id, createdAt: start });
      assert.deepEqual(await named.get(stored.id), stored);
      const { lookup } = await named.current();
      assert.equal(lookup('thumb'), 'tr:w-100,h-100');
      for (const name of ['Thumb', 'thum', 'thumb ', '', '__proto__']) assert.equal(lookup(name), undefined);
    });

    test('is changed, renamed and switched off under its id, each change a new revision', async () => {
      const named = startOn(await open(unitsUrl));
      const revisions = [(await named.current()).revision];
      const seen = async () => {
        const { revision, lookup } = await named.current();
        revisions.push(revision);
        return [lookup('thumb'), lookup('small')];
      };
      const stored = await named.create(thumb);
      const { id } = stored;
      assert.deepEqual(await seen(), ['tr:w-100,h-100', undefined]);
      assert.deepEqual(await named.update(id, { transformation: 'w-50' }), {
        ...stored,
        transformation: 'w-50',
      });
      assert.deepEqual(await seen(), ['w-50', undefined]);
      const renamed = { ...stored, transformation: 'w-50', name: 'small' };
      assert.deepEqual(await named.update(id, { name: 'small' }), renamed);
      assert.deepEqual(await seen(), [undefined, 'w-50']);
      await named.update(id, { enabled: false });
      assert.deepEqual(await seen(), [undefined, undefined]);
      assert.deepEqual(await named.update(id, { enabled: true }), renamed);
      assert.deepEqual(await seen(), [undefined, 'w-50']);
      assert.deepEqual(await named.update(id, {}), renamed);
      await named.remove(id);
      assert.deepEqual(await seen(), [undefined, undefined]);
      assert.equal(new Set(revisions).size, revisions.length);
    });

    test('is listed from the oldest to the newest, switched off or not', async () => {
      const time = { now: start };
      const named = startOn(await open(unitsUrl), time);
      const made = [];
      for (const name of ['c', 'a', 'b']) {
        time.now += 1;
        made.push(await named.create({ ...thumb, name, enabled: name !== 'a' }));
      }
      assert.deepEqual(await named.list(), made);
    });

    test('that is not there cannot be shown, changed or removed', async () => {
      const named = startOn(await open(unitsUrl));
      const missing = { status: 404, message: 'The requested named transformation does not exist.' };
      for (const id of ['nothing', '', '\0', 'x'.repeat(1000), 'é']) {
        await assert.rejects(named.get(id), missing);
        await assert.rejects(named.update(id, { enabled: false }), missing);
        await assert.rejects(named.remove(id), missing);
      }
    });

    test('has a name of its own', async () => {
      const named = startOn(await open(unitsUrl));
      const taken = { status: 400, message: 'A named transformation with this name already exists.' };
      const { id } = await named.create(thumb);
      await assert.rejects(named.create({ ...thumb, enabled: false }), taken);
      const other = await named.create({ ...thumb, name: 'THUMB' });
      await assert.rejects(named.update(other.id, { name: 'thumb' }), taken);
      await named.update(id, { name: 'thumb' });
    });

    test('of another node is seen after one second at the latest', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const named = startOn(database, time);
      const before = await named.current();
      await startOn(database).create(thumb);
      time.now += 1000;
      const after = await named.current();
      assert.equal(after.lookup('thumb'), 'tr:w-100,h-100');
      assert.notEqual(after.revision, before.revision);
    });

    test('is one of 250 at most, however many are made at once', async () => {
      const database = await open(unitsUrl);
      const named = startOn(database);
      const create = (index: number) => startOn(database).create({ ...thumb, name: `name_${index}` });
      for (let index = 0; index < 248; index++) await named.create({ ...thumb, name: `old_${index}` });
      const made = await Promise.allSettled([0, 1, 2, 3, 4].map(create));
      const refused = made.filter((one) => one.status === 'rejected').map((one) => one.reason.message);
      assert.deepEqual(refused, Array(3).fill('You can create a maximum of 250 named transformations.'));
      const { lookup } = await named.current();
      assert.ok(lookup('old_0') && lookup('old_247'));
    });
  });

  describe('a named transformation that is in use', () => {
    const byUploads = {
      status: 409,
      message: 'This named transformation is in use by upload transformation settings.',
    };
    const changes = [{ name: 'other' }, { enabled: false }] as const;

    test('by uploads is neither renamed, switched off nor removed', async () => {
      const named = startOn(await open(unitsUrl), undefined, ['w-1', 'tr:w-1:l-image,i-a,n-thumb,l-end']);
      const { id } = await named.create(thumb);
      for (const change of changes) await assert.rejects(named.update(id, change), byUploads);
      await assert.rejects(named.remove(id), byUploads);
      assert.equal((await named.update(id, { transformation: 'w-5' })).transformation, 'w-5');
      await named.update(id, { name: 'thumb', enabled: true });
    });

    test('is found by the language: another name, or the name in a text, is no use', async () => {
      const texts = ['n-thumb2', 'l-text,i-n-thumb,l-end', 'n-Thumb', 'not a transformation n-thumb'];
      const named = startOn(await open(unitsUrl), undefined, texts);
      const { id } = await named.create(thumb);
      for (const change of changes) await named.update(id, change);
      await named.remove(id);
    });

    test('by another one that is enabled is kept, and the message says which', async () => {
      const named = startOn(await open(unitsUrl));
      const { id } = await named.create(thumb);
      const outer = await named.create({
        name: 'outer',
        transformation: 'q-5:n-thumb,f-jpg',
        enabled: true,
      });
      const byOther = {
        status: 409,
        message: 'This named transformation is in use by the named transformation outer.',
      };
      for (const change of changes) await assert.rejects(named.update(id, change), byOther);
      await assert.rejects(named.remove(id), byOther);
      await named.update(outer.id, { enabled: false });
      await named.update(id, { enabled: false });
      await assert.rejects(named.update(outer.id, { enabled: true }), unusable(/"thumb" not found/));
      await named.remove(id);
    });
  });

  describe('a named transformation that uses others', () => {
    test('is refused while one of them is not there, or switched off', async () => {
      const named = startOn(await open(unitsUrl));
      const outer = { name: 'outer', transformation: 'w-100:n-thumb', enabled: true };
      await assert.rejects(named.create(outer), unusable(/"thumb" not found/));
      const off = await named.create({ ...thumb, enabled: false });
      await assert.rejects(named.create(outer), unusable(/"thumb" not found/));
      await named.update(off.id, { enabled: true });
      const stored = await named.create(outer);
      await assert.rejects(
        named.update(stored.id, { transformation: 'n-gone' }),
        unusable(/"gone" not found/),
      );
      await named.update(stored.id, { transformation: 'if-w_gt_1,n-ik_ml_thumbnail,if-end:n-thumb' });
    });

    test('never leads back to itself', async () => {
      const named = startOn(await open(unitsUrl));
      const itself = unusable(/contains itself/);
      await assert.rejects(named.create({ ...thumb, transformation: 'w-1:n-thumb' }), itself);
      const { id } = await named.create(thumb);
      await named.create({ name: 'middle', transformation: 'n-thumb', enabled: true });
      await named.create({ name: 'outer', transformation: 'l-image,i-a,n-middle,l-end', enabled: true });
      await assert.rejects(named.update(id, { transformation: 'n-outer' }), itself);
    });
  });
});

describe('what is refused before it is stored', () => {
  const invalid = (what: string, help: RegExp) => ({
    name: 'HalftoneError',
    status: 400,
    message: `Your request contains invalid ${what} parameter.`,
    help,
  });
  // Nothing of it reaches the database.
  const named = startOn({} as Database);

  for (const [name, help] of [
    ['', /letters/],
    ['a-b', /letters/],
    ['a b', /letters/],
    ['é', /letters/],
    ['a\n', /letters/],
    ['../x', /letters/],
    ['a'.repeat(201), /at most 200/],
    ['ik_ml_thumbnail', /already/],
    ['media_library_thumbnail', /already/],
  ] as const) {
    test(`the name ${JSON.stringify(name.slice(0, 30))}`, async () => {
      await assert.rejects(named.create({ ...thumb, name }), invalid('name', help));
      await assert.rejects(named.update('x', { name }), invalid('name', help));
    });
  }
  for (const [transformation, help] of [
    ['', /empty/],
    ['tr:', /empty/],
    [',:,', /empty/],
    ['w-', /w .*has no value/],
    ['wdith-100', /Unknown parameter "wdith"/],
    ['w-100,l-text,i-x', /has no l-end/],
    ['l-text,i-\ud800,l-end', /not valid text/],
    ['l-text,i-\0,l-end', /not valid text/],
    ['w-1,'.repeat(6000), /at most 20000/],
  ] as const) {
    test(`the transformation ${JSON.stringify(transformation.slice(0, 30))}`, async () => {
      await assert.rejects(named.create({ ...thumb, transformation }), invalid('transformation', help));
      await assert.rejects(named.update('x', { transformation }), invalid('transformation', help));
    });
  }
});
