import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createKeys } from './keys.ts';
import { createVault } from './vault.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const vault = createVault(randomBytes(32));
const start = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const standard = { permission: 'standard', name: null } as const;

async function accountOn(database: Database, time = { now: start }) {
  const keys = createKeys({ database, vault, clock: () => time.now });
  const { created: _, ...first } = await keys.bootstrapKeys({});
  return { keys, api: keys.apiKeys, first, time };
}

onEachDatabase(({ open }) => {
  describe('API keys', () => {
    test('are made with a permission and a name, and good at once', async () => {
      const { keys, api, first } = await accountOn(await open(unitsUrl));
      const made = await api.create({ permission: 'read', name: 'shop' });
      assert.match(made.publicKey, /^public_[A-Za-z0-9+/]{27}=$/);
      assert.match(made.privateKey, /^private_[A-Za-z0-9+/]{27}=$/);
      const { privateKey, ...shown } = made;
      const { id, publicKey } = made;
      const rest = { createdAt: start, expiresAt: null, expired: false, fixed: false };
      const privateKeyEnd = privateKey.slice(-4);
      assert.deepEqual(shown, { id, publicKey, privateKeyEnd, name: 'shop', permission: 'read', ...rest });
      assert.equal((await keys.byPrivateKey(privateKey))?.pair.permission, 'read');
      assert.equal((await keys.byPublicKey(publicKey))?.expired, false);
      assert.ok((await keys.signingKeys()).includes(privateKey));
      const listed = await api.list();
      assert.deepEqual(listed.map((key) => key.id).toSorted(), [first.id, id].toSorted());
      assert.ok(!JSON.stringify(listed).includes(privateKey.slice(8, -4)));
    });

    test('are five at most, also when many are asked for at once', async () => {
      const database = await open(unitsUrl);
      const { api } = await accountOn(database);
      const asked = await Promise.allSettled(Array.from({ length: 7 }, () => api.create(standard)));
      const refused = asked.filter((one) => one.status === 'rejected');
      assert.equal(refused.length, 3);
      assert.equal(refused[0]?.reason.message, 'You can have a maximum of 5 active API keys.');
      assert.equal((await api.list()).length, 5);
    });

    test('are rolled: the new one may do the same at once, the old one for as long as was said', async () => {
      const { keys, api, time } = await accountOn(await open(unitsUrl));
      const made = await api.create({ permission: 'read-write', name: 'ci' });
      const { key, old } = await api.roll(made.id, HOUR);
      assert.deepEqual([key.permission, key.name, key.expiresAt], ['read-write', 'ci', null]);
      assert.deepEqual([old.id, old.expiresAt, old.expired], [made.id, start + HOUR, false]);
      assert.equal((await keys.byPrivateKey(key.privateKey))?.expired, false);
      time.now = start + HOUR - 1;
      assert.equal((await keys.byPrivateKey(made.privateKey))?.expired, false);
      assert.ok((await keys.signingKeys()).includes(made.privateKey));
      time.now = start + HOUR;
      assert.equal((await keys.byPrivateKey(made.privateKey))?.expired, true);
      assert.ok(!(await keys.signingKeys()).includes(made.privateKey));
      assert.equal((await keys.byPrivateKey(key.privateKey))?.expired, false);
    });

    test('that are rolled without grace are expired at once', async () => {
      const { keys, api, first } = await accountOn(await open(unitsUrl));
      const { old } = await api.roll(first.id, 0);
      assert.equal(old.expired, true);
      assert.equal((await keys.byPrivateKey(first.privateKey))?.expired, true);
    });

    test('that were rolled are not rolled again', async () => {
      const { api, first } = await accountOn(await open(unitsUrl));
      await api.roll(first.id, HOUR);
      await assert.rejects(api.roll(first.id, DAY), { status: 409, message: /rolled already/ });
      const rolls = await Promise.allSettled([1, 2, 3].map(() => api.roll(first.id, 0)));
      assert.ok(rolls.every(({ status }) => status === 'rejected'));
    });

    test('in their grace count among the five; an expired one does not', async () => {
      const { api, first } = await accountOn(await open(unitsUrl));
      for (let count = 1; count < 5; count++) await api.create(standard);
      await assert.rejects(api.roll(first.id, HOUR), { status: 400, message: /maximum of 5/ });
      await api.roll(first.id, 0);
      assert.equal((await api.list()).length, 6);
    });

    test('that are revoked are unknown at once', async () => {
      const { keys, api } = await accountOn(await open(unitsUrl));
      const made = await api.create(standard);
      assert.ok(await keys.byPrivateKey(made.privateKey));
      await api.revoke(made.id);
      assert.equal(await keys.byPrivateKey(made.privateKey), undefined);
      await assert.rejects(api.revoke(made.id), { status: 404 });
    });

    test('that have expired can be revoked, and nothing else', async () => {
      const { api, first } = await accountOn(await open(unitsUrl));
      await api.roll(first.id, 0);
      await assert.rejects(api.roll(first.id, 0), { status: 404 });
      await assert.rejects(api.change(first.id, { name: 'x' }), { status: 404 });
      await api.revoke(first.id);
      assert.equal((await api.list()).length, 1);
    });

    test('always have a standard one among them that does not expire', async () => {
      const { api, first } = await accountOn(await open(unitsUrl));
      await api.create({ permission: 'read-write', name: null });
      const last = { status: 409, message: /last standard API key/ };
      await assert.rejects(api.revoke(first.id), last);
      await assert.rejects(api.change(first.id, { permission: 'read' }), last);
      const { key } = await api.roll(first.id, DAY);
      await assert.rejects(api.revoke(key.id), last);
      await api.revoke(first.id);
      const second = await api.create(standard);
      assert.equal((await api.change(key.id, { permission: 'read' })).permission, 'read');
      await assert.rejects(api.revoke(second.id), last);
    });

    test('revoked and restricted all at once leave one standard key', async () => {
      const database = await open(unitsUrl);
      const { api, first } = await accountOn(database);
      const others = [await api.create(standard), await api.create(standard), await api.create(standard)];
      const nodes = await Promise.all([first, ...others].map(() => accountOn(database)));
      const done = await Promise.allSettled(
        [first, ...others].map(({ id }, index) =>
          index % 2 === 0
            ? nodes[index]?.api.revoke(id)
            : nodes[index]?.api.change(id, { permission: 'none' }),
        ),
      );
      assert.equal(done.filter(({ status }) => status === 'rejected').length, 1);
      const left = (await api.list()).filter(({ permission }) => permission === 'standard');
      assert.equal(left.length, 1);
    });

    test('of the environment are fixed while it gives them', async () => {
      const database = await open(unitsUrl);
      const given = { publicKey: 'public_given', privateKey: 'private_given' };
      const { keys, api } = await accountOn(database);
      const { id } = await keys.bootstrapKeys(given);
      const fixed = { status: 409, message: /HALFTONE_PRIVATE_KEY/ };
      await assert.rejects(api.revoke(id), fixed);
      await assert.rejects(api.roll(id, 0), fixed);
      await assert.rejects(api.change(id, { permission: 'read' }), fixed);
      assert.equal((await api.list()).find((key) => key.id === id)?.fixed, true);
      // A later start without them.
      const later = await accountOn(database);
      assert.equal((await later.api.list()).find((key) => key.id === id)?.fixed, false);
      await later.api.revoke(id);
    });

    test('that were rolled are not what a start goes on with', async () => {
      const database = await open(unitsUrl);
      const { api, first } = await accountOn(database);
      const { key } = await api.roll(first.id, DAY);
      assert.equal((await accountOn(database)).first.id, key.id);
    });

    test('are remembered for 90 days after they expired', async () => {
      const { keys, api, first, time } = await accountOn(await open(unitsUrl));
      await api.roll(first.id, 0);
      time.now = start + 90 * DAY;
      await api.revoke((await api.create(standard)).id);
      assert.equal((await keys.byPrivateKey(first.privateKey))?.expired, true);
      time.now += 1;
      await api.create(standard);
      assert.equal(await keys.byPrivateKey(first.privateKey), undefined);
    });

    test('that were rolled again and again are remembered by the hundred', async () => {
      const { api, first, time } = await accountOn(await open(unitsUrl));
      let { id } = first;
      for (let rolls = 0; rolls < 103; rolls++) {
        time.now += 1;
        id = (await api.roll(id, 0)).key.id;
      }
      // The last roll has forgotten others before its own key expired.
      const expired = (await api.list()).filter((key) => key.expired);
      assert.equal(expired.length, 101);
      assert.ok(!expired.some((key) => key.id === first.id));
    });

    test('that do not exist are not found, whatever their id looks like', async () => {
      const { api } = await accountOn(await open(unitsUrl));
      for (const id of ['', 'x', '\0', '\ud800', '0'.repeat(24)]) {
        await assert.rejects(api.revoke(id), { status: 404 });
        await assert.rejects(api.roll(id, 0), { status: 404 });
        await assert.rejects(api.change(id, { name: null }), { status: 404 });
      }
    });
  });
});
