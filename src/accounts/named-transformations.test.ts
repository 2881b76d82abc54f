import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');

/** The named transformations as a process on the database sees them. */
function startOn(database: Database, time = { now: start }) {
  const accounts = createAccounts({ database, secret: Buffer.alloc(32, 1), clock: () => time.now });
  return accounts.namedTransformations;
}

const thumb = { name: 'thumb', transformation: 'tr:w-100,h-100', enabled: true };

onEachDatabase(({ open }) => {
  describe('a named transformation', () => {
    test('is stored as written and looked up by its exact name', async () => {
      const named = startOn(await open(unitsUrl));
      const stored = await named.put(thumb);
      assert.match(stored.id, /^[\w-]{9}$/);
      assert.deepEqual(stored, { ...thumb, id: stored.id, createdAt: start });
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
      const { id, createdAt } = await named.put(thumb);
      assert.deepEqual(await seen(), ['tr:w-100,h-100', undefined]);
      await named.put({ ...thumb, id, transformation: 'w-50' });
      assert.deepEqual(await seen(), ['w-50', undefined]);
      const renamed = { ...thumb, id, name: 'small' };
      assert.deepEqual(await named.put(renamed), { ...renamed, createdAt });
      assert.deepEqual(await seen(), [undefined, 'tr:w-100,h-100']);
      await named.put({ ...renamed, enabled: false });
      assert.deepEqual(await seen(), [undefined, undefined]);
      await named.put(renamed);
      assert.deepEqual(await seen(), [undefined, 'tr:w-100,h-100']);
      await named.remove(id);
      assert.deepEqual(await seen(), [undefined, undefined]);
      assert.equal(new Set(revisions).size, revisions.length);
    });

    test('that is not there cannot be changed or removed', async () => {
      const named = startOn(await open(unitsUrl));
      const missing = { status: 404, message: 'The requested named transformation does not exist.' };
      await assert.rejects(named.put({ ...thumb, id: 'nothing' }), missing);
      await assert.rejects(named.remove('nothing'), missing);
    });

    test('has a name of its own', async () => {
      const named = startOn(await open(unitsUrl));
      const taken = { status: 400, message: 'A named transformation with this name already exists.' };
      const { id } = await named.put(thumb);
      await assert.rejects(named.put({ ...thumb, enabled: false }), taken);
      const other = await named.put({ ...thumb, name: 'THUMB' });
      await assert.rejects(named.put({ ...thumb, id: other.id }), taken);
      await named.put({ ...thumb, id });
    });

    test('of another node is seen after one second at the latest', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const named = startOn(database, time);
      const before = await named.current();
      await startOn(database).put(thumb);
      time.now += 1000;
      const after = await named.current();
      assert.equal(after.lookup('thumb'), 'tr:w-100,h-100');
      assert.notEqual(after.revision, before.revision);
    });

    test('is one of 250 at most, however many are made at once', async () => {
      const database = await open(unitsUrl);
      const named = startOn(database);
      const put = (index: number) => startOn(database).put({ ...thumb, name: `name_${index}` });
      for (let index = 0; index < 248; index++) await named.put({ ...thumb, name: `old_${index}` });
      const made = await Promise.allSettled([0, 1, 2, 3, 4].map(put));
      const refused = made.filter((one) => one.status === 'rejected').map((one) => one.reason.message);
      assert.deepEqual(refused, Array(3).fill('You can create a maximum of 250 named transformations.'));
      const { lookup } = await named.current();
      assert.ok(lookup('old_0') && lookup('old_247'));
    });
  });
});

describe('what is refused before it is stored', () => {
  const refused = (given: Partial<typeof thumb>, message: RegExp) => async () => {
    // Nothing of it reaches the database.
    const named = startOn({} as Database);
    await assert.rejects(named.put({ ...thumb, ...given }), { name: 'HalftoneError', status: 400, message });
  };

  for (const name of [
    '',
    'a-b',
    'a b',
    'é',
    'a\n',
    '../x',
    'a'.repeat(201),
    'ik_ml_thumbnail',
    'media_library_thumbnail',
  ]) {
    test(`the name ${JSON.stringify(name.slice(0, 30))}`, refused({ name }, /invalid name parameter/));
  }
  for (const [transformation, message] of [
    ['', /invalid transformation parameter: .*empty/],
    ['tr:', /empty/],
    [',:,', /empty/],
    ['w-', /w .*has no value/],
    ['wdith-100', /Unknown parameter "wdith"/],
    ['w-100,l-text,i-x', /has no l-end/],
    ['w-100:n-other', /another named transformation/],
    ['l-text,i-\ud800,l-end', /not valid text/],
    ['l-text,i-\0,l-end', /not valid text/],
    ['w-1,'.repeat(6000), /longer than 20000/],
  ] as const) {
    test(
      `the transformation ${JSON.stringify(transformation.slice(0, 30))}`,
      refused({ transformation }, message),
    );
  }
});
