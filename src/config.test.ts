import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, RESERVED_SEGMENTS, readConfig } from './config.ts';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

test('an empty environment gives the defaults', () => {
  const config = readConfig({});
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.port, 3000);
  assert.equal(config.id, 'demo');
  assert.deepEqual(config.given, {});
  assert.equal(config.privateKey, undefined);
  assert.deepEqual(config.allowPrivateOrigins, []);
});

test('an empty variable counts as absent', () => {
  assert.equal(readConfig({ HALFTONE_PORT: ' ' }).port, 3000);
});

test('every bad setting is named in one message, each with how to mend it', () => {
  const found = problems({
    HALFTONE_PORT: '70000',
    HALFTONE_ID: 'v1',
    HALFTONE_PROT: '1',
    HALFTONE_DATABASE_URL: 'mysql://x',
    HALFTONE_AUTO_AVIF: 'yes',
  });
  assert.equal(found.length, 5);
  assert.match(found.join('\n'), /HALFTONE_PORT must be a whole number from 0 to 65535, not "70000"/);
  assert.match(found.join('\n'), /HALFTONE_ID may not be the reserved word "v1"/);
  assert.match(found.join('\n'), /HALFTONE_PROT is not a setting\. Did you mean HALFTONE_PORT\?/);
  assert.match(found.join('\n'), /HALFTONE_DATABASE_URL must be a URL such as postgres:/);
  assert.match(found.join('\n'), /HALFTONE_AUTO_AVIF must be true or false, not "yes"/);
});

test('the variables of the tests are not unknown settings', () => {
  assert.deepEqual(problems({ HALFTONE_TEST_POSTGRES_URL: 'x' }), []);
});

const CONFLICTS: readonly [Record<string, string>, RegExp][] = [
  [{ HALFTONE_HOST: '0.0.0.0' }, /HALFTONE_PUBLIC_URL must be given/],
  [{ HALFTONE_PRIVATE_KEY: 'private_x' }, /must be given together/],
  [
    { HALFTONE_STAGING_QUOTA_BYTES: '1MB' },
    /HALFTONE_STAGING_QUOTA_BYTES is below HALFTONE_MAX_UPLOAD_BYTES/,
  ],
  [{ HALFTONE_DATABASE_URL: 'postgres://localhost/x' }, /HALFTONE_SECRET must be given/],
];
for (const [env, expected] of CONFLICTS) {
  test(`${Object.keys(env)[0]} alone is refused`, () => assert.match(problems(env).join('\n'), expected));
}

const SIZES: readonly [string, number | undefined][] = [
  ['10', 10],
  ['1kB', 1000],
  ['1KiB', 1024],
  ['1.5 MiB', 1_572_864],
  ['2gib', 2 * 1024 ** 3],
  ['0', undefined],
  ['-1', undefined],
  ['1 parsec', undefined],
  ['9999999TB', undefined],
];
for (const [text, expected] of SIZES) {
  test(`a size of ${JSON.stringify(text)}`, () => {
    const env = { HALFTONE_MAX_UPLOAD_BYTES: text };
    if (expected === undefined) assert.match(problems(env).join(), /must be a size such as 500MB/);
    else assert.equal(readConfig(env).given.maxUploadBytes, expected);
  });
}

test('a secret is 32 bytes, as hex or base64, and is never repeated in a message', () => {
  assert.equal(readConfig({ HALFTONE_SECRET: 'ab'.repeat(32) }).secret?.length, 32);
  assert.equal(readConfig({ HALFTONE_SECRET: Buffer.alloc(32, 7).toString('base64') }).secret?.length, 32);
  const message = problems({ HALFTONE_SECRET: 'hunter2hunter2' }).join();
  assert.match(message, /HALFTONE_SECRET must be 32 bytes/);
  assert.doesNotMatch(message, /hunter2/);
});

test('no reserved word can be the account id', () => {
  for (const word of RESERVED_SEGMENTS) assert.equal(problems({ HALFTONE_ID: word }).length, 1, word);
});
