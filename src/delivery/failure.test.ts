import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HalftoneError } from '../kernel/index.ts';
import { ikError } from './failure.ts';

const textOf = (message: string) => ikError(new HalftoneError({ code: 'EINVAL', status: 400, message }));

describe('the ik-error header', () => {
  it('is the code and the message', () => assert.equal(textOf('w: bad'), 'EINVAL - w: bad'));

  it('is printable ASCII, whatever a message quotes', () => {
    assert.equal(
      textOf('“é”\r\nSet-Cookie: x\0😀'),
      'EINVAL - \\u201c\\u00e9\\u201d\\u000d\\u000aSet-Cookie: x\\u0000\\ud83d\\ude00',
    );
  });

  it('has at most 512 bytes', () => {
    assert.equal(textOf('é'.repeat(5000)).length, 512);
    assert.ok(textOf('x'.repeat(5000)).endsWith('...'));
  });
});
