import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type Facts, inspect } from './inspect.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-inspect-'));
});
after(() => rm(folder, { recursive: true }));

async function facts(bytes: Uint8Array | string, mime: string): Promise<Facts> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return inspect({ path, mime });
}

const blank = (channels: 3 | 4 = 3) =>
  sharp({ create: { width: 30, height: 20, channels, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } });
const frames = (count: number) =>
  sharp(Buffer.from(Array.from({ length: 30 * 20 * count * 3 }, (_, i) => (i * 7) % 256)), {
    raw: { width: 30, height: 20 * count, channels: 3, pageHeight: 20 },
    pages: -1,
  });
const still: Facts = {
  width: 30,
  height: 20,
  orientation: null,
  hasAlpha: false,
  pages: 1,
  animated: false,
  readable: true,
};
const unknown: Facts = { ...still, width: null, height: null, readable: false };

describe('inspect', () => {
  it('reads the dimensions of every format that can be rendered', async () => {
    assert.deepEqual(await facts(await blank().jpeg().toBuffer(), 'image/jpeg'), still);
    assert.deepEqual(await facts(await blank().png().toBuffer(), 'image/png'), still);
    assert.deepEqual(await facts(await blank().webp().toBuffer(), 'image/webp'), still);
    // A GIF's palette has a transparent entry, used or not.
    assert.deepEqual(await facts(await blank().gif().toBuffer(), 'image/gif'), { ...still, hasAlpha: true });
    assert.deepEqual(await facts(await blank().tiff().toBuffer(), 'image/tiff'), {
      ...still,
      orientation: 1,
    });
    assert.deepEqual(await facts(await blank().avif().toBuffer(), 'image/avif'), still);
  });

  it('tells an alpha channel', async () => {
    assert.deepEqual(await facts(await blank(4).png().toBuffer(), 'image/png'), { ...still, hasAlpha: true });
    assert.deepEqual(await facts(await blank(4).webp().toBuffer(), 'image/webp'), {
      ...still,
      hasAlpha: true,
    });
  });

  it('gives the dimensions as stored, and the orientation beside them', async () => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const bytes = await blank().withMetadata({ orientation }).jpeg().toBuffer();
      assert.deepEqual(await facts(bytes, 'image/jpeg'), { ...still, orientation });
    }
  });

  it('counts the frames of an animation and the pages of a document', async () => {
    const animation = { ...still, pages: 3, animated: true };
    const gif = await frames(3).gif().toBuffer();
    assert.deepEqual(await facts(gif, 'image/gif'), { ...animation, hasAlpha: true });
    assert.deepEqual(await facts(await frames(3).webp().toBuffer(), 'image/webp'), animation);
    const tiff = await frames(3).tiff().toBuffer();
    assert.deepEqual(await facts(tiff, 'image/tiff'), { ...still, orientation: 1, pages: 3 });
  });

  it('knows an APNG for animated though only its first frame can be rendered', async () => {
    const png = await blank().png().toBuffer();
    const actl = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const apng = Buffer.concat([png.subarray(0, 33), actl, png.subarray(33)]);
    assert.equal((await facts(apng, 'image/png')).animated, true);
  });

  const svgSizes: readonly (readonly [attributes: string, width: number, height: number])[] = [
    ['width="158" height="33"', 158, 33],
    ['width="10.4px" height=" 20.5 "', 10, 21],
    ['viewBox="0 0 158 33"', 158, 33],
    ["viewBox='-5,-5,40,20' width='100'", 100, 50],
    ['viewBox="0 0 40 20" height="100"', 200, 100],
    ['viewBox="0 0 40 20" width="100%" height="100%"', 40, 20],
    ['width="1in" height="2.54cm"', 96, 96],
    ['width="0" height="-3"', 300, 150],
    ['', 300, 150],
    ['viewBox="0 0 1e9 1e9"', 1e9, 1e9],
    ['viewBox="0 0 1e300 1"', 0x7fffffff, 1],
    ['data-a="width=7 > " width="5" height="6"', 5, 6],
  ];
  for (const [attributes, width, height] of svgSizes) {
    it(`an SVG with ${attributes || 'no size'} is ${width} x ${height}`, async () => {
      const svg = `<?xml version="1.0"?><!-- c --><svg ${attributes} xmlns="http://www.w3.org/2000/svg"><g/></svg>`;
      assert.deepEqual(await facts(svg, 'image/svg+xml'), { ...still, width, height, hasAlpha: true });
    });
  }

  it('reads the size of bitmaps, icons and layered files', async () => {
    const bmp = Buffer.alloc(54);
    bmp.write('BM');
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(30, 18);
    bmp.writeInt32LE(-20, 22);
    bmp.writeUInt16LE(24, 28);
    assert.deepEqual(await facts(bmp, 'image/bmp'), still);

    const png = await blank(4).png().toBuffer();
    const ico = Buffer.concat([Buffer.from([0, 0, 1, 0, 2, 0, ...Array(32).fill(0)]), png]);
    ico.set([16, 16], 6);
    ico.set([0, 0], 22); // 256, which is as much as can be said there.
    ico.writeUInt32LE(png.length, 30);
    ico.writeUInt32LE(38, 34);
    assert.deepEqual(await facts(ico, 'image/x-icon'), { ...still, hasAlpha: true });

    const psd = Buffer.alloc(26);
    psd.write('8BPS');
    psd.writeUInt16BE(4, 12);
    psd.writeUInt32BE(20, 14);
    psd.writeUInt32BE(30, 18);
    psd.writeUInt16BE(3, 24);
    const expected = { ...still, hasAlpha: true, readable: false };
    assert.deepEqual(await facts(psd, 'image/vnd.adobe.photoshop'), expected);
  });

  it('knows nothing of what it has no reader for', async () => {
    assert.deepEqual(await facts('hello', 'text/plain'), unknown);
    assert.deepEqual(await facts('hello', 'constructor'), unknown);
  });

  it('never throws: a header that does not parse is not readable', async () => {
    const mimes = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heic', 'svg+xml', 'bmp', 'x-icon'];
    for (const mime of [...mimes, 'vnd.adobe.photoshop']) {
      for (const bytes of ['', 'BM', '8BPS', '\0\0\x01\0\xff\xff', '<svg', 'GIF89a', 'RIFF\0\0\0\0WEBP']) {
        assert.equal((await facts(bytes, `image/${mime}`)).readable, false, `${mime}: ${bytes}`);
      }
    }
    assert.deepEqual(await inspect({ path: join(folder, 'missing'), mime: 'image/png' }), unknown);
  });
});
