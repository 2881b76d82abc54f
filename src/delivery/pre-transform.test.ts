import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import type { Staged } from '../storage/index.ts';
import { parse } from '../transformation/index.ts';
import { openTestDelivery, type TestDelivery } from './delivery.testing.ts';

let delivery: TestDelivery;
before(async () => {
  delivery = await openTestDelivery();
});
after(() => delivery.close());

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';

function picture(format: Format, width = 400, height = 300): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#a53' } })
    .toFormat(format)
    .toBuffer();
}

async function stage(bytes: string | Buffer): Promise<{ staged: Staged; hash: string }> {
  const staged = await delivery.store.stage();
  await staged.write(Buffer.from(bytes));
  const { hash } = await staged.seal();
  return { staged, hash };
}

async function transform(bytes: string | Buffer, mime: string, text: string, customCoordinates?: string) {
  const given = await stage(bytes);
  const made = await delivery
    .preTransform({
      ...given,
      mime,
      transformation: parse(text),
      customCoordinates,
      signal: new AbortController().signal,
    })
    .catch(async (error) => {
      await access(given.staged.path);
      await given.staged.discard();
      throw error;
    });
  const read = await Array.fromAsync(createReadStream(made.path));
  await made.discard();
  return { made, given: given.staged, bytes: Buffer.concat(read) };
}

describe('an image before it is stored', () => {
  const formats: readonly (readonly [Format, string, string, string])[] = [
    ['jpeg', 'image/jpeg', 'w-100', 'jpeg'],
    ['png', 'image/png', 'w-100', 'png'],
    ['webp', 'image/webp', 'w-100', 'webp'],
    ['avif', 'image/avif', 'w-100', 'heif'],
    ['gif', 'image/gif', 'w-100', 'gif'],
    // Nobody is there to negotiate with.
    ['jpeg', 'image/jpeg', 'w-100,f-auto', 'jpeg'],
    ['png', 'image/png', 'w-100,f-auto', 'png'],
    ['webp', 'image/webp', 'w-100,f-auto', 'webp'],
    ['avif', 'image/avif', 'w-100,f-auto', 'heif'],
    ['gif', 'image/gif', 'w-100,f-auto', 'gif'],
    ['jpeg', 'image/jpeg', 'w-100,f-webp', 'webp'],
    ['webp', 'image/webp', 'w-100,f-jpg', 'jpeg'],
  ];
  for (const [format, mime, text, expected] of formats) {
    it(`of ${mime} with ${text} becomes ${expected}`, async () => {
      const { made, given, bytes } = await transform(await picture(format), mime, text);
      const metadata = await sharp(bytes).metadata();
      assert.deepEqual([metadata.format, metadata.width, metadata.height], [expected, 100, 75]);
      assert.notEqual(made.path, given.path);
      assert.equal(made.size, bytes.length);
      await assert.rejects(access(given.path), 'the given bytes are gone');
    });
  }

  it('is cropped to the area that the client named', async () => {
    const area = { create: { width: 30, height: 40, channels: 3, background: '#00ff00' } } as const;
    const marked = await sharp(await picture('png')).composite([{ input: area, left: 10, top: 20 }]);
    const { bytes } = await transform(
      await marked.png().toBuffer(),
      'image/png',
      'w-30,h-40,fo-custom',
      '10,20,30,40',
    );
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [30, 40]);
    assert.deepEqual([...data.subarray(0, 3)], [0, 255, 0]);
    assert.deepEqual([...data.subarray(-3)], [0, 255, 0]);
  });

  for (const [what, mime, text] of [
    ['an SVG, which stays one', 'image/svg+xml', 'w-50'],
    ['what asks for the original', 'image/png', 'orig-true'],
  ] as const) {
    it(`keeps the bytes of ${what}`, async () => {
      const bytes =
        mime === 'image/png'
          ? await picture('png')
          : '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>';
      const result = await transform(bytes, mime, text);
      assert.equal(result.made.path, result.given.path);
      assert.deepEqual(result.bytes, Buffer.from(bytes));
    });
  }

  const refused: readonly (readonly [string, () => Promise<Buffer | string>, string, string, RegExp])[] = [
    [
      'a crop outside',
      () => picture('png'),
      'image/png',
      'x-500,y-0,w-10,h-10,cm-extract',
      /outside the image/,
    ],
    ['a format that it cannot have', () => picture('png'), 'image/png', 'f-gif', /f-gif cannot be used/],
    ['what cannot be rendered yet', () => picture('png'), 'image/png', 'e-shadow', /not available yet/],
    ['corrupt bytes', async () => (await picture('jpeg')).subarray(0, 300), 'image/jpeg', 'w-10', /read as/],
    ['no image at all', async () => 'hello', 'image/png', 'w-10', /cannot be read as an image/],
    [
      'a format without a decoder',
      async () => 'hello',
      'image/vnd.adobe.photoshop',
      'w-10',
      /cannot be transformed/,
    ],
    ['a result that is too large', () => picture('png'), 'image/png', 'w-20000,h-20000', /limit/],
  ];
  for (const [what, make, mime, text, message] of refused) {
    it(`is refused with ${what}`, async () => {
      await assert.rejects(
        transform(await make(), mime, text),
        (error: { status: number; message: string }) => {
          assert.equal(error.status, 400);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('leaves nothing in the caches, and no file', async () => {
    const before = delivery.renditions.stats();
    await transform(await picture('png'), 'image/png', 'w-66');
    const { renders, memoryBytes, diskBytes } = delivery.renditions.stats();
    assert.deepEqual(
      { renders, memoryBytes, diskBytes },
      { renders: before.renders + 1, memoryBytes: before.memoryBytes, diskBytes: before.diskBytes },
    );
  });
});
