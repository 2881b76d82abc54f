import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const secret = randomBytes(32);
const start = Date.parse('2026-01-01T00:00:00Z');
const given = { publicKey: 'public_key_test', privateKey: 'private_key_test' };

/** A process on a database. */
function startOn(database: Database, more: { secret?: Uint8Array; time?: { now: number } } = {}) {
  const time = more.time ?? { now: start };
  return createAccounts({ database, secret: more.secret ?? secret, clock: () => time.now });
}

onEachDatabase(({ open }) => {
  describe('keys at a start', () => {
    test('are made on an empty database, in the shape of ImageKit, and found by the next start', async () => {
      const database = await open(unitsUrl);
      const made = await startOn(database).bootstrapKeys({});
      assert.match(made.publicKey, /^public_[A-Za-z0-9+/]{27}=$/);
      assert.match(made.privateKey, /^private_[A-Za-z0-9+/]{27}=$/);
      assert.deepEqual([made.created, made.permission, made.expiresAt], [true, 'standard', null]);
      assert.deepEqual(await startOn(database).bootstrapKeys({}), { ...made, created: false });

      const stored = await database.reader.selectFrom('api_keys').selectAll().executeTakeFirstOrThrow();
      assert.equal(stored.from_environment, 0);
      const text = JSON.stringify(stored);
      assert.ok(!text.includes(made.privateKey));
      assert.ok(!text.includes(Buffer.from(made.privateKey).toString('base64').slice(0, 40)));
    });

    test('are those of one, when many nodes start at once', async () => {
      const database = await open(unitsUrl);
      const made = await Promise.all(Array.from({ length: 6 }, () => startOn(database).bootstrapKeys({})));
      assert.equal(new Set(made.map((pair) => pair.privateKey)).size, 1);
      assert.equal(made.filter((pair) => pair.created).length, 1);
    });

    test('are the given ones, of any shape, beside those that were made', async () => {
      const database = await open(unitsUrl);
      const made = await startOn(database).bootstrapKeys({});
      const accounts = startOn(database);
      const { id, created, ...pair } = await accounts.bootstrapKeys(given);
      assert.ok(created);
      assert.deepEqual(pair, {
        ...given,
        permission: 'standard',
        name: null,
        createdAt: start,
        expiresAt: null,
      });
      assert.deepEqual(new Set(await accounts.signingKeys()), new Set([made.privateKey, given.privateKey]));
      assert.equal((await startOn(database).bootstrapKeys(given)).created, false);
      // A start without settings, such as a tool's, goes on with the pair of the environment.
      assert.equal((await startOn(database).bootstrapKeys({})).id, id);
    });

    test('given anew take the place of the given ones of before, which expire', async () => {
      const database = await open(unitsUrl);
      const accounts = startOn(database);
      const { id: _, created: __, ...old } = await accounts.bootstrapKeys(given);
      const next = { publicKey: 'public_next', privateKey: 'private_next' };
      await accounts.bootstrapKeys(next);
      assert.deepEqual(await accounts.signingKeys(), ['private_next']);
      assert.equal((await accounts.byPrivateKey(given.privateKey))?.expired, true);
      assert.equal((await accounts.byPrivateKey('private_next'))?.expired, false);
      // And back again.
      const { id: ___, created, ...back } = await accounts.bootstrapKeys(given);
      assert.deepEqual(back, old);
      assert.equal(created, false);
      assert.deepEqual(await accounts.signingKeys(), [given.privateKey]);
    });

    test('given with a new half replace the pair of the other half', async () => {
      const database = await open(unitsUrl);
      const accounts = startOn(database);
      await accounts.bootstrapKeys(given);
      await accounts.bootstrapKeys({ ...given, privateKey: 'private_new' });
      assert.equal(await accounts.byPrivateKey(given.privateKey), undefined);
      assert.equal((await accounts.byPublicKey(given.publicKey))?.pair.privateKey, 'private_new');
      await accounts.bootstrapKeys({ publicKey: 'public_new', privateKey: 'private_new' });
      assert.equal(await accounts.byPublicKey(given.publicKey), undefined);
      assert.equal((await accounts.byPublicKey('public_new'))?.pair.privateKey, 'private_new');
    });

    test('are refused by half, naming the setting that is missing', async () => {
      const accounts = startOn(await open(unitsUrl));
      const { publicKey, privateKey } = given;
      await assert.rejects(accounts.bootstrapKeys({ publicKey }), { message: /^HALFTONE_PRIVATE_KEY / });
      await assert.rejects(accounts.bootstrapKeys({ privateKey }), { message: /^HALFTONE_PUBLIC_KEY / });
    });

    test('with another secret than the one of the database are refused, naming the setting', async () => {
      const database = await open(unitsUrl);
      await startOn(database).bootstrapKeys(given);
      const stranger = startOn(database, { secret: randomBytes(32) });
      for (const keys of [{}, given]) {
        await assert.rejects(stranger.bootstrapKeys(keys), {
          name: 'HalftoneError',
          code: 'ESECRET',
          message: /^HALFTONE_SECRET /,
        });
      }
      assert.deepEqual(await startOn(database).signingKeys(), [given.privateKey]);
    });
  });

  describe('a named transformation that every upload goes through', () => {
    const POST = [{ type: 'transformation', value: 'w-1:n-used' }];
    for (const transformation of [{ pre: 'n-used' }, { post: POST }, JSON.stringify({ post: POST })]) {
      test(`by ${JSON.stringify(transformation)} stays`, async () => {
        const { settings, namedTransformations } = startOn(await open(unitsUrl));
        const given = { name: 'used', transformation: 'w-10', enabled: true };
        const { id } = await namedTransformations.create(given);
        await settings.change({ defaultUpload: { transformation } });
        await assert.rejects(namedTransformations.remove(id), { status: 409 });
        await settings.change({ defaultUpload: { transformation: { pre: 'n-other', post: [null] } } });
        await namedTransformations.remove(id);
      });
    }
  });

  describe('a key', () => {
    test('is found by its exact text only', async () => {
      const accounts = startOn(await open(unitsUrl));
      const { created: _, ...pair } = await accounts.bootstrapKeys(given);
      assert.deepEqual(await accounts.byPrivateKey(given.privateKey), { pair, expired: false });
      assert.deepEqual(await accounts.byPublicKey(given.publicKey), { pair, expired: false });
      for (const text of [
        '',
        'private_key_tes',
        'PRIVATE_KEY_TEST',
        `${given.privateKey} `,
        '\0',
        '\ud800',
      ]) {
        assert.equal(await accounts.byPrivateKey(text), undefined);
        assert.equal(await accounts.byPublicKey(text), undefined);
      }
      assert.equal(await accounts.byPrivateKey(given.publicKey), undefined);
    });

    test('of another node is known after one second at the latest', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const accounts = startOn(database, { time });
      await accounts.bootstrapKeys({});
      assert.equal((await accounts.signingKeys()).length, 1);
      await startOn(database).bootstrapKeys(given);
      time.now += 1000;
      assert.equal((await accounts.signingKeys()).length, 2);
      assert.ok(await accounts.byPrivateKey(given.privateKey));
    });
  });

  describe('a token', () => {
    const expiresAt = start + 3600_000;

    test('is consumed once for each key', async () => {
      const accounts = startOn(await open(unitsUrl));
      assert.equal(await accounts.consumeToken('public_a', 'token', expiresAt), true);
      assert.equal(await accounts.consumeToken('public_a', 'token', expiresAt), false);
      assert.equal(await accounts.consumeToken('public_a', 'token', expiresAt + 1000), false);
      assert.equal(await accounts.consumeToken('public_b', 'token', expiresAt), true);
      assert.equal(await accounts.consumeToken('public_at', 'oken', expiresAt), true);
      assert.equal(await accounts.consumeToken('public_a', 'Token', expiresAt), true);
    });

    test('of any text is consumed', async () => {
      const accounts = startOn(await open(unitsUrl));
      for (const token of ['', '\0', 'x'.repeat(100_000), '🔑']) {
        assert.equal(await accounts.consumeToken('public_a', token, expiresAt), true);
        assert.equal(await accounts.consumeToken('public_a', token, expiresAt), false);
      }
    });

    test('used many times at once is consumed by one', async () => {
      const database = await open(unitsUrl);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => startOn(database).consumeToken('public_a', 'token', expiresAt)),
      );
      assert.deepEqual(results.toSorted(), [...Array(7).fill(false), true]);
    });

    test('is remembered until it has expired, and not much longer', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const accounts = startOn(database, { time });
      for (let index = 0; index < 30; index++)
        await accounts.consumeToken('public_a', `${index}`, start + index);
      const remembered = async () =>
        (await database.reader.selectFrom('upload_tokens').selectAll().execute()).length;
      time.now = start + 1000;
      await accounts.consumeToken('public_a', 'late', expiresAt);
      assert.equal(await remembered(), 31);
      time.now = start + 3600_000;
      await accounts.consumeToken('public_a', 'next', time.now + 3600_000);
      assert.equal(await remembered(), 12);
      await accounts.consumeToken('public_a', 'last', time.now + 3600_000);
      assert.equal(await remembered(), 3);
      assert.equal(await accounts.consumeToken('public_a', 'late', expiresAt), false);
    });
  });
});
