import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import { multipartBoundary, multipartParts } from './multipart.ts';

const BOUNDARY = '----geckoformboundary8d9f';

type Field = { readonly name: string; readonly fileName?: string; readonly bytes: Uint8Array };

function encode(fields: readonly Field[]): Buffer {
  const parts = fields.flatMap(({ name, fileName, bytes }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`,
    fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: image/png`,
    '\r\n\r\n',
    bytes,
    '\r\n',
  ]);
  return Buffer.concat([...parts, `--${BOUNDARY}--\r\n`].map((part) => Buffer.from(part as string)));
}

async function* split(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(bytes: Uint8Array, sizes: readonly number[] = [1 << 16]) {
  const found: { name: string; isFile: boolean; bytes: Buffer }[] = [];
  for await (const { name, isFile, body } of multipartParts(split(bytes, sizes), BOUNDARY)) {
    found.push({ name, isFile, bytes: Buffer.concat(await Array.fromAsync(body)) });
  }
  return found;
}

function malformed(promise: Promise<unknown>): Promise<void> {
  return assert.rejects(promise, (error) => error instanceof HalftoneError && error.code === 'EFORM');
}

describe('multipart parts', () => {
  it('come in the order of the client, with every byte, however the request is cut', async () => {
    // Bytes that look like the start of a boundary are the hard ones.
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('\r', '\r\n', '\r\n--', `\r\n--${BOUNDARY.slice(0, -1)}`, '--', '\n').map(Buffer.from),
    );
    const bytes = fc
      .array(piece, { maxLength: 12 })
      .map((pieces) => Buffer.concat(pieces))
      // A client chooses a boundary that its files do not contain.
      .filter((content) => !content.includes(`--${BOUNDARY}`));
    const field = fc.record({
      name: fc.constantFrom('file', 'fileName', 'tags', 'größe'),
      fileName: fc.constantFrom(undefined, 'a.png', '../../x', 'a; name=b.png'),
      bytes,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(field, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
        async (fields, sizes) => {
          const found = await read(encode(fields as Field[]), sizes);
          assert.deepEqual(
            found,
            fields.map(({ name, fileName, bytes }) => ({
              name,
              isFile: fileName !== undefined,
              bytes: Buffer.from(bytes),
            })),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('may be left unread, in part or whole', async () => {
    const body = encode([
      { name: 'a', bytes: Buffer.alloc(5_000, 'a') },
      { name: 'b', bytes: Buffer.alloc(5_000, 'b') },
      { name: 'c', bytes: Buffer.from('c') },
    ]);
    const names: string[] = [];
    for await (const part of multipartParts(split(body, [100]), BOUNDARY)) {
      names.push(part.name);
      if (part.name === 'b') for await (const _ of part.body) break;
    }
    assert.deepEqual(names, ['a', 'b', 'c']);
  });

  it('tells a file by its file name or a content type that is not text', async () => {
    const part = (lines: string) => `--${BOUNDARY}\r\n${lines}\r\n\r\nx\r\n`;
    const body =
      part('Content-Disposition: form-data; name="a"') +
      part('content-disposition: form-data; name="b"\r\ncontent-type: text/plain; charset=utf-8') +
      part('Content-Disposition: form-data; name=c; filename=c.txt\r\nContent-Type: text/plain') +
      part('Content-Disposition: form-data; name="d"\r\nContent-Type: application/octet-stream') +
      part(`Content-Disposition: form-data; name="e"; filename*=UTF-8''%e2%82%ac.png`) +
      part('Content-Disposition: form-data; filename="x\\"; name=\\"evil.png"; name="f"') +
      part('Content-Disposition: form-data; name="g"; filename="C:\\"') +
      part('Content-Disposition: form-data; filename="C:\\"; name="h"');
    const found = await read(Buffer.from(`preamble\r\n${body}--${BOUNDARY}--\r\nepilogue`));
    assert.deepEqual(
      found.map(({ name, isFile }) => [name, isFile]),
      [
        ['a', false],
        ['b', false],
        ['c', true],
        ['d', true],
        ['e', true],
        ['f', true],
        ['g', true],
        ['h', true],
      ],
    );
  });

  const whole = encode([
    { name: 'fileName', bytes: Buffer.from('a.png') },
    { name: 'file', fileName: 'a.png', bytes: Buffer.alloc(100, 1) },
  ]);

  it('end with an error where the body is cut anywhere', async () => {
    const closing = whole.length - '--\r\n'.length;
    for (let end = 0; end <= closing + 1; end++) {
      await malformed(read(whole.subarray(0, end), [33]));
    }
    assert.equal((await read(whole.subarray(0, closing + 2))).length, 2);
  });

  const head = `--${BOUNDARY}\r\n`;
  const foot = `\r\n--${BOUNDARY}--\r\n`;
  const disposition = 'Content-Disposition: form-data; name="a"';
  const malformedBodies: readonly (readonly [string, string | Buffer])[] = [
    ['nothing', ''],
    ['garbage', Buffer.alloc(3_000, 7)],
    ['another boundary', whole.toString('latin1').replaceAll(BOUNDARY, 'other')],
    ['a part without a header', `${head}\r\nx${foot}`],
    ['a header that is no header', `${head}what is this\r\n\r\nx${foot}`],
    ['a header cut off by the boundary', `${head}${disposition}${foot}`],
    ['a part without a name', `${head}Content-Disposition: form-data\r\n\r\nx${foot}`],
    ['a disposition of another kind', `${head}Content-Disposition: attachment; name="a"\r\n\r\nx${foot}`],
    ['a name that never ends', `${head}Content-Disposition: form-data; name="a\r\n\r\nx${foot}`],
    ['a header of 1 MB', `${head}${disposition}\r\nX: ${'y'.repeat(1e6)}\r\n\r\nx${foot}`],
    [
      'a megabyte of header lines',
      `${head}${disposition}\r\n${'X: y\r\n'.repeat(2e5)}\r\nx${foot}`.slice(0, -9),
    ],
    ['a nested form', `${head}${disposition}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nx${foot}`],
  ];
  for (const [what, body] of malformedBodies) {
    it(`refuses ${what}`, () => malformed(read(Buffer.from(body as string), [1_000])));
  }

  it('pass on the error of their source', async () => {
    const cause = new Error('reset');
    async function* source() {
      yield whole.subarray(0, whole.length - 80);
      throw cause;
    }
    await assert.rejects(
      Array.fromAsync(multipartParts(source(), BOUNDARY), ({ body }) => Array.fromAsync(body)),
      cause,
    );
  });
});

describe('multipart boundary', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;charset=utf-8;boundary="a b"', 'a b'],
    ['multipart/form-data; boundary="a\\"b"', 'a"b'],
    ['multipart/mixed; boundary=abc', undefined],
    ['application/json', undefined],
    ['', undefined],
  ];
  for (const [contentType, boundary] of table) {
    it(`of ${contentType || 'nothing'} is ${boundary}`, () => {
      assert.equal(multipartBoundary(contentType), boundary);
    });
  }
  for (const contentType of [
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
  ]) {
    it(`is missing in ${contentType.slice(0, 40)}`, () => {
      assert.throws(() => multipartBoundary(contentType), { code: 'EFORM' });
    });
  }
});
