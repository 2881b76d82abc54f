import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { HalftoneError } from '../kernel/index.ts';
import type { Frame } from '../transformation/index.ts';
import { gradient, pixel, workbench } from './testing.ts';

const { run } = workbench();
const half: Frame = { op: 'frame', resize: { width: 20, height: 15 } };
const picture = gradient(40, 30);
const animation = sharp(
  await Promise.all(
    ['red', 'lime'].map((background) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  ),
  { join: { animated: true } },
);

const sources: Readonly<Record<string, { mime: string; bytes: Buffer }>> = {
  'baseline JPEG': { mime: 'image/jpeg', bytes: await picture.clone().jpeg().toBuffer() },
  'progressive JPEG': {
    mime: 'image/jpeg',
    bytes: await picture.clone().jpeg({ progressive: true }).toBuffer(),
  },
  PNG: { mime: 'image/png', bytes: await picture.clone().png().toBuffer() },
  'lossy WebP': { mime: 'image/webp', bytes: await picture.clone().webp().toBuffer() },
  'lossless WebP': { mime: 'image/webp', bytes: await picture.clone().webp({ lossless: true }).toBuffer() },
  GIF: { mime: 'image/gif', bytes: await picture.clone().gif().toBuffer() },
  'animated GIF': { mime: 'image/gif', bytes: await animation.clone().gif().toBuffer() },
  'animated WebP': { mime: 'image/webp', bytes: await animation.clone().webp().toBuffer() },
  AVIF: { mime: 'image/avif', bytes: await picture.clone().avif().toBuffer() },
  TIFF: { mime: 'image/tiff', bytes: await picture.clone().tiff().toBuffer() },
  SVG: {
    mime: 'image/svg+xml',
    bytes: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M0 0L40 30"/></svg>',
    ),
  },
};

/** Renders, and gives the declared error if there was one; any other error is the test's failure. */
async function attempt(job: Parameters<typeof run>[0]): Promise<HalftoneError | undefined> {
  try {
    await run(job);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof HalftoneError, `${error}`);
    assert.equal(error.status, 400);
    return error;
  }
}

describe('hostile input', () => {
  for (const [name, { mime, bytes }] of Object.entries(sources)) {
    const animated = name.startsWith('animated');
    const output = { format: animated ? 'webp' : 'png' } as const;
    const job = { mime, operations: [half], animated, output };

    it(`${name}: cut anywhere it is a declared error, or what was there`, async () => {
      assert.equal(await attempt({ ...job, source: bytes }), undefined);
      const step = Math.ceil(bytes.length / 60);
      for (let length = 0; length < bytes.length - 1; length += step) {
        const error = await attempt({ ...job, source: bytes.subarray(0, length) });
        if (length < bytes.length / 2)
          assert.equal(error?.code, 'EFORMAT', `cut to ${length} of ${bytes.length}`);
      }
    });

    it(`${name}: with any byte changed it is a declared error or an image`, async () => {
      const step = Math.ceil(bytes.length / 60);
      for (let at = 0; at < bytes.length; at += step) {
        const source = Buffer.from(bytes);
        source[at] = (source[at] ?? 0) ^ 0xff;
        await attempt({ ...job, source });
      }
    });

    it(`${name}: what follows the image does not reach the output`, async () => {
      if (name === 'SVG') return;
      const { bytes: written } = await run({
        ...job,
        source: Buffer.concat([bytes, Buffer.from('<?php evil ?>')]),
      });
      assert.equal(written.includes('evil'), false);
    });
  }

  it('refuses a type it has no decoder for by naming it', async () => {
    for (const mime of ['image/jxl', 'image/vnd.adobe.photoshop', 'text/html', 'constructor']) {
      const error = await attempt({ source: 'x', mime });
      assert.equal(error?.code, 'EFORMAT');
      assert.ok(error?.message.includes(mime));
    }
  });

  it('never opens bytes with another decoder than that of their type', async () => {
    const svg = sources.SVG?.bytes ?? assert.fail();
    for (const mime of ['image/png', 'image/jpeg', 'image/heic', 'image/bmp', 'image/x-icon']) {
      assert.equal((await attempt({ source: svg, mime }))?.code, 'EFORMAT');
    }
    assert.equal((await attempt({ source: sources.PNG?.bytes ?? '', mime: 'image/jpeg' }))?.code, 'EFORMAT');
    const others = [
      'P3 1 1 255 0 0 0',
      '%PDF-1.4',
      '<?xml version="1.0"?><image>',
      'SIMPLE  =',
      'push graphic-context',
    ];
    for (const source of others)
      assert.equal((await attempt({ source, mime: 'image/png' }))?.code, 'EFORMAT');
  });

  it('refuses a source over the limit by its header', async () => {
    const bytes = Buffer.from(sources.PNG?.bytes ?? '');
    bytes.writeUInt32BE(50_000, 16);
    bytes.writeUInt32BE(50_000, 20);
    // The header's checksum must match, or the file is only corrupt.
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    const before = process.memoryUsage().rss;
    const error = await attempt({ source: bytes, operations: [half] });
    assert.equal(error?.code, 'ELIMIT');
    assert.match(error?.message ?? '', /50000x50000.*100 megapixels/);
    assert.ok(process.memoryUsage().rss - before < 50e6);
  });

  it('refuses an intermediate or final image over the limit', async () => {
    const source = sources.PNG?.bytes ?? '';
    const large: Frame = { op: 'frame', resize: { width: 20_000, height: 20_000 } };
    const cut: Frame = { ...large, crop: { left: 0, top: 0, width: 10, height: 10 } };
    const canvas = {
      width: 20_000,
      height: 20_000,
      left: 0,
      top: 0,
      background: { r: 0, g: 0, b: 0, alpha: 1 },
    };
    for (const steps of [[[large]], [[cut]], [[{ op: 'frame', canvas } as const]], [[large], [half]]]) {
      const error = await attempt({ source, steps });
      assert.equal(error?.code, 'ELIMIT');
      assert.match(error?.message ?? '', /20000x20000/);
    }
  });

  it('names an operation it cannot execute yet', async () => {
    const error = await attempt({
      source: sources.PNG?.bytes ?? '',
      operations: [{ op: 'distort', kind: 'arc', degrees: 30, size: { width: 50, height: 50 } }],
    });
    assert.equal(error?.code, 'EINVAL');
    assert.match(error?.message ?? '', /distort/);
  });
});

describe('a page of a TIFF', () => {
  const operations: Frame[] = [{ op: 'frame', crop: { left: 10, top: 0, width: 20, height: 30 } }];
  const mime = 'image/tiff';

  it('that is as large as the first is rendered', async () => {
    const source = pagesOf([
      [40, 30],
      [40, 30],
    ]);
    const { bytes, width } = await run({ source, mime, page: 2, operations });
    assert.deepEqual([width, await pixel(bytes, 5, 5)], [20, [2, 2, 2, 255]]);
  });

  it('that is not is refused by name: the plan was made for the first', async () => {
    const source = pagesOf([
      [40, 30],
      [10, 80],
    ]);
    for (const job of [{ operations }, { operations: [half] }, {}]) {
      const error = await attempt({ ...job, source, mime, page: 2 });
      assert.equal(error?.code, 'EFORMAT');
      assert.match(error?.message ?? '', /^Page 2 \(pg\) is 10x80, not 40x30/);
      assert.equal(await attempt({ ...job, source, mime, page: 1 }), undefined);
    }
  });
});

/** A TIFF (TIFF 6.0, section 3) whose pages are gray, each as its number. */
function pagesOf(sizes: readonly (readonly [width: number, height: number])[]): Buffer {
  const LONG = 4;
  let file = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  sizes.forEach(([width, height], index) => {
    const fields = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, 0],
      [277, 1],
      [278, height],
      [279, width * height],
    ] as const;
    const directory = Buffer.alloc(2 + fields.length * 12 + 4);
    const pixels = file.length + directory.length;
    directory.writeUInt16LE(fields.length);
    fields.forEach(([tag, value], field) => {
      const at = 2 + field * 12;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(LONG, at + 2);
      directory.writeUInt32LE(1, at + 4);
      directory.writeUInt32LE(tag === 273 ? pixels : value, at + 8);
    });
    const next = pixels + width * height;
    directory.writeUInt32LE(index === sizes.length - 1 ? 0 : next, directory.length - 4);
    file = Buffer.concat([file, directory, Buffer.alloc(width * height, index + 1)]);
  });
  return file;
}

describe('SVG as a source', () => {
  const drawing = (body: string, attributes = 'width="40" height="30"') =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`;
  const mime = 'image/svg+xml';

  it('is drawn at the size wanted, not enlarged from its own', async () => {
    const source = drawing('<rect x="1" width="1" height="2" fill="red"/>', 'viewBox="0 0 2 2"');
    const result = await run({
      source,
      mime,
      operations: [{ op: 'frame', resize: { width: 400, height: 400 } }],
    });
    assert.deepEqual(await pixel(result.bytes, 198, 200), [0, 0, 0, 0]);
    assert.deepEqual(await pixel(result.bytes, 202, 200), [255, 0, 0, 255]);
  });

  it('is drawn small whatever size it claims', async () => {
    for (const attributes of ['width="60000" height="60000"', 'viewBox="0 0 30000 30000"']) {
      const source = drawing('<rect width="100%" height="100%" fill="red"/>', attributes);
      const result = await run({
        source,
        mime,
        operations: [{ op: 'frame', resize: { width: 40, height: 40 } }],
      });
      assert.deepEqual(await pixel(result.bytes, 20, 20), [255, 0, 0, 255]);
    }
    const huge = { width: 60_000, height: 60_000 };
    const cut: Frame = { op: 'frame', crop: { left: 0, top: 0, width: 9, height: 9 } };
    for (const operations of [[], [cut]]) {
      assert.equal((await attempt({ source: drawing(''), mime, size: huge, operations }))?.code, 'ELIMIT');
    }
  });

  it('is the fault of the client when its size is beyond what can be counted', async () => {
    const size = { width: 1e9, height: 1e9 };
    const source = drawing('', 'width="1e9" height="1e9"');
    assert.equal((await attempt({ source, mime, size, operations: [half] }))?.status, 400);
    for (const attributes of ['viewBox="0 0 1e9 1e9"', 'width="1e9" height="1"', 'viewBox="0 0 0 0"']) {
      assert.ok(await attempt({ source: drawing('', attributes), mime, operations: [half] }), attributes);
    }
  });

  it('is drawn at the size the plan was made for when nothing scales it', async () => {
    const source = drawing('<rect x="1cm" width="1cm" height="2cm" fill="red"/>', 'width="2cm" height="2cm"');
    const size = { width: 76, height: 76 };
    const whole = await run({ source, mime, size });
    assert.deepEqual([whole.width, whole.metadata.width], [76, 76]);
    assert.equal((await pixel(whole.bytes, 36, 5))[3], 0);
    assert.equal((await pixel(whole.bytes, 40, 5))[3], 255);
    const crop = { left: 30, top: 0, width: 40, height: 40 };
    const steps = [[{ op: 'frame', crop }], [{ op: 'frame', resize: { width: 80, height: 80 } }]] as const;
    const cut = await run({ source, mime, size, steps });
    assert.deepEqual([cut.width, cut.metadata.width], [80, 80]);
    assert.equal((await pixel(cut.bytes, 10, 5))[3], 0);
    assert.equal((await pixel(cut.bytes, 22, 5))[3], 255);
  });

  it('shows nothing of other files', async () => {
    const { bytes } = sources.PNG ?? assert.fail();
    const data = `data:image/png;base64,${bytes.toString('base64')}`;
    const own = await run({ source: drawing(`<image width="40" height="30" xlink:href="${data}"/>`), mime });
    assert.equal((await pixel(own.bytes, 20, 15))[3], 255);
    for (const href of ['/etc/passwd', 'file:///etc/hostname', 'a.png', 'http://127.0.0.1:9/a.png']) {
      const other = await run({
        source: drawing(`<image width="40" height="30" xlink:href="${href}"/>`),
        mime,
      });
      assert.deepEqual(await pixel(other.bytes, 20, 15), [0, 0, 0, 0]);
    }
  });

  it('is refused over the limit for vectors', async () => {
    const source = drawing(`<!--${'x'.repeat(1024 * 1024)}-->`);
    assert.equal((await attempt({ source, mime }))?.code, 'ELIMIT');
  });

  it('may be nested however deep', async () => {
    const deep = `${'<g>'.repeat(20_000)}${'</g>'.repeat(20_000)}`;
    await attempt({ source: drawing(deep), mime, operations: [half] });
  });
});
