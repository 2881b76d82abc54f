import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createVault, sameSecret } from './vault.ts';

const secret = randomBytes(32);
const vault = createVault(secret);

test('what is sealed opens again, also after a restart', () => {
  for (const text of ['private_key_test', '', 'ключ 🔑']) {
    assert.equal(createVault(secret).open(vault.seal(text, 'owner'), 'owner'), text);
  }
});

test('the same text is sealed differently each time', () => {
  assert.notEqual(vault.seal('private_key_test', 'owner'), vault.seal('private_key_test', 'owner'));
});

test('nothing opens with another secret, for another owner or after a change', () => {
  const sealed = vault.seal('private_key_test', 'owner');
  const refused = { name: 'HalftoneError', code: 'ESECRET', message: /HALFTONE_SECRET/ };
  assert.throws(() => createVault(randomBytes(32)).open(sealed, 'owner'), refused);
  assert.throws(() => vault.open(sealed, 'another'), refused);
  const bytes = Buffer.from(sealed, 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.throws(() => vault.open(changed.toString('base64'), 'owner'), refused, `byte ${at}`);
  }
  for (const text of ['', 'AQ==', sealed.slice(0, 20)])
    assert.throws(() => vault.open(text, 'owner'), refused);
});

test('digests and the check depend on text and secret alone', () => {
  const same = createVault(secret);
  const other = createVault(randomBytes(32));
  assert.match(vault.digest('a'), /^[0-9a-f]{64}$/);
  assert.equal(vault.digest('a'), same.digest('a'));
  assert.notEqual(vault.digest('a'), vault.digest('b'));
  assert.notEqual(vault.digest('a'), other.digest('a'));
  assert.equal(vault.check, same.check);
  assert.notEqual(vault.check, other.check);
});

test('sameSecret compares whole texts', () => {
  assert.ok(sameSecret('', '') && sameSecret('é', 'é'));
  assert.ok(!sameSecret('a', 'b') && !sameSecret('a', 'aa') && !sameSecret('a', ''));
});
