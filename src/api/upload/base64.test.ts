import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64Decoder } from './base64.ts';

function decode(text: string, size: number): Buffer {
  const decoder = base64Decoder();
  const pieces: Buffer[] = [];
  for (let at = 0; at < text.length; at += size) {
    pieces.push(decoder.write(Buffer.from(text.slice(at, at + size))));
  }
  decoder.end();
  return Buffer.concat(pieces);
}

describe('base64', () => {
  it('gives back every byte: both alphabets, padded or not, broken into lines, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<BufferEncoding>('base64', 'base64url'),
        fc.constantFrom('', '\n', '\r\n', ' ', '\t'),
        fc.integer({ min: 1, max: 50 }),
        (bytes, encoding, space, size) => {
          const text = Buffer.from(bytes).toString(encoding).replaceAll(/.{7}/g, `$&${space}`);
          assert.deepEqual(decode(text, size), Buffer.from(bytes));
        },
      ),
    );
  });

  it('is empty where there is nothing', () => {
    assert.equal(decode('', 1).length, 0);
    assert.equal(decode(' \n=', 1).length, 0);
  });

  for (const text of ['a', 'abcde', 'a=bc', 'ab!d', 'abc\0', 'größe', '{"a":1}']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.throws(() => decode(text, 3), { code: 'EFILE', status: 400 });
    });
  }
});
