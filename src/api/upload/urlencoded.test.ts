import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { urlencodedParts } from './urlencoded.ts';

async function read(text: string, size = 1 << 16) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found: [string, string][] = [];
  for await (const { name, body } of urlencodedParts(pieces())) {
    found.push([name, Buffer.concat(await Array.fromAsync(body)).toString()]);
  }
  return found;
}

describe('urlencoded parts', () => {
  it('are what URLSearchParams wrote, however the body is cut', async () => {
    const pair = fc.tuple(
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => name !== 'file' && name.isWellFormed()),
      fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair, { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (pairs, size) => {
          assert.deepEqual(await read(new URLSearchParams(pairs).toString(), size), pairs);
        },
      ),
    );
  });

  const table: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['', []],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['&&a=1&', [['a', '1']]],
    ['=x&a=1', [['a', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    [
      'tags=a&tags=b',
      [
        ['tags', 'a'],
        ['tags', 'b'],
      ],
    ],
    // Base64 that its client forgot to escape.
    [
      'file=a+/b==&fileName=a+b',
      [
        ['file', 'a+/b=='],
        ['fileName', 'a b'],
      ],
    ],
  ];
  for (const [text, expected] of table) {
    it(`of ${JSON.stringify(text)}`, async () => {
      for (const size of [1, 2, 100]) assert.deepEqual(await read(text, size), expected);
    });
  }

  it('may be left unread', async () => {
    async function* source() {
      yield Buffer.from('a=1&b=2&c=3');
    }
    assert.deepEqual(await Array.fromAsync(urlencodedParts(source()), ({ name }) => name), ['a', 'b', 'c']);
  });

  for (const text of ['a=%', 'a=%2', 'a=%zz', '%=1', 'x'.repeat(2_000)]) {
    it(`refuse ${text.slice(0, 10)}`, () => assert.rejects(read(text), { status: 400 }));
  }
});
