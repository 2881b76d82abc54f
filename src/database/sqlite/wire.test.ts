import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HalftoneError } from '../../kernel/index.ts';
import { errors } from '../errors.ts';
import { decodeError, encodeError } from './wire.ts';

const across = (error: unknown) => decodeError(structuredClone(encodeError(error)));

test('a declared error crosses whole, with its cause', () => {
  const sent = errors.databaseUnavailable().because(Object.assign(new TypeError('disk'), { code: 'EIO' }));
  const received = across(sent);
  assert.ok(received instanceof HalftoneError);
  assert.deepEqual({ ...received, cause: undefined }, { ...sent, cause: undefined });
  assert.equal(received.message, sent.message);
  assert.equal(received.stack, sent.stack);
  assert.ok(received.cause instanceof Error && 'code' in received.cause);
  assert.deepEqual(
    [received.cause.name, received.cause.message, received.cause.code],
    ['TypeError', 'disk', 'EIO'],
  );
});

test('any other error keeps its name, message, stack and code', () => {
  const sent = Object.assign(new RangeError('far'), { code: 'EFAR', handle: () => {} });
  const received = across(sent);
  assert.ok(!(received instanceof HalftoneError) && 'code' in received);
  assert.deepEqual(
    [received.name, received.message, received.stack, received.code],
    ['RangeError', 'far', sent.stack, 'EFAR'],
  );
});

test('what is no error becomes one', () => {
  assert.equal(across('a word').message, 'a word');
});
