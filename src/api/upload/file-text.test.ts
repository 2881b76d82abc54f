import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readFileText } from './file-text.ts';

async function read(text: string, size = 1 << 16) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const written: Uint8Array[] = [];
  const url = await readFileText(pieces(), async (bytes) => {
    written.push(Buffer.from(bytes));
  });
  return { url, text: Buffer.concat(written).toString() };
}

const hello = Buffer.from('hello world').toString('base64');

describe('a file as text', () => {
  const table: readonly (readonly [string, { url: string | undefined; text: string }])[] = [
    [hello, { url: undefined, text: 'hello world' }],
    ['aGk', { url: undefined, text: 'hi' }],
    ['', { url: undefined, text: '' }],
    [`data:text/plain;base64,${hello}`, { url: undefined, text: 'hello world' }],
    [` DATA:image/svg+xml;charset=utf-8;BASE64,\n${hello}`, { url: undefined, text: 'hello world' }],
    [`data:;base64,${hello}`, { url: undefined, text: 'hello world' }],
    ['https://example.com/a.jpg?x=1,2', { url: 'https://example.com/a.jpg?x=1,2', text: '' }],
    ['\n HTTP://example.com/größe.jpg \n', { url: 'HTTP://example.com/größe.jpg', text: '' }],
    // Base64 that only begins like a URL.
    ['httpaGk=', { url: undefined, text: Buffer.from('httpaGk=', 'base64').toString() }],
  ];
  for (const [text, expected] of table) {
    it(`is understood: ${JSON.stringify(text.slice(0, 50))}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (size) => {
          assert.deepEqual(await read(text, size), expected);
        }),
        { numRuns: 20 },
      );
    });
  }

  for (const text of [
    'undefined',
    'not base64!',
    'ftp://example.com/a.jpg',
    'data:text/plain,hello',
    'data:image/png',
    `data:${'x'.repeat(70_000)};base64,${hello}`,
    `https://example.com/${'x'.repeat(70_000)}`,
    ' '.repeat(100_000),
  ]) {
    it(`is refused: ${JSON.stringify(text.slice(0, 30))}`, async () => {
      await assert.rejects(read(text), { code: 'EFILE', status: 400 });
    });
  }
});
