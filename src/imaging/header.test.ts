import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type Plan, parse, plan } from '../transformation/index.ts';
import { knownHeader } from './header.ts';
import { render } from './render.ts';
import { REQUEST } from './testing.ts';

const SIZE = { width: 90, height: 60 };

function planFor(text: string, size = SIZE): Plan {
  const facts = { ...size, hasAlpha: false, format: 'jpg', pages: 1 };
  return plan(parse(`${text},f-png`), facts, REQUEST);
}

describe('the header of a JPEG', () => {
  const known = [
    'w-30',
    'w-30,h-30',
    'w-30,h-30,cm-extract,fo-top',
    'w-30,e-sharpen-2,e-grayscale',
    'fl-h,bl-2',
  ];
  for (const text of known) {
    it(`need not be read for ${text}`, () => {
      assert.equal(knownHeader('image/jpeg', SIZE, planFor(text))?.format, 'jpeg');
    });
  }

  const needed = ['w-30,h-90,cm-pad_resize,bg-FF0000', 'b-3_FF0000', 'md-true', 'cp-true', 'w-30:b-3_FF0000'];
  for (const text of needed) {
    it(`is read for ${text}`, () => {
      assert.equal(knownHeader('image/jpeg', SIZE, planFor(text)), undefined);
    });
  }

  it('is read of other formats, and of what has no known size', () => {
    assert.equal(knownHeader('image/png', SIZE, planFor('w-30')), undefined);
    assert.equal(knownHeader('image/jpeg', { width: 0, height: 0 }, planFor('w-30')), undefined);
  });

  describe('as known', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'halftone-header-'));
    });
    after(() => rm(folder, { recursive: true }));

    const photo = () =>
      sharp({ create: { ...SIZE, channels: 3, background: '#36a', noise: { type: 'gaussian', sigma: 40 } } });
    const orientations = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => ({
      name: `orientation ${orientation}`,
      size: orientation < 5 ? SIZE : { width: SIZE.height, height: SIZE.width },
      bytes: () => photo().withMetadata({ orientation }).jpeg().toBuffer(),
    }));
    const sources = [
      ...orientations,
      { name: 'gray', size: SIZE, bytes: () => photo().grayscale().jpeg().toBuffer() },
      { name: 'CMYK', size: SIZE, bytes: () => photo().toColorspace('cmyk').jpeg().toBuffer() },
      { name: 'Display P3', size: SIZE, bytes: () => photo().withIccProfile('p3').jpeg().toBuffer() },
      { name: 'progressive', size: SIZE, bytes: () => photo().jpeg({ progressive: true }).toBuffer() },
    ];
    for (const { name, size, bytes } of sources) {
      it(`gives the same pixels as read: ${name}`, async () => {
        const path = join(folder, 'source.jpg');
        await writeFile(path, await bytes());
        for (const text of [...known, 'rt-90,w-40', 't-true']) {
          const planned = planFor(text, size);
          const header = knownHeader('image/jpeg', size, planned);
          const results = [undefined, header].map(async (given, index) => {
            const target = { draft: join(folder, `${index}.draft`), path: join(folder, `${index}.png`) };
            const source = { path, mime: 'image/jpeg', size, header: given };
            const rendered = await render({ source, plan: planned, target, limits: { maxMegapixels: 1 } });
            return { rendered, bytes: await readFile(target.path) };
          });
          const [read, asKnown] = await Promise.all(results);
          assert.deepEqual(asKnown, read, text);
        }
      });
    }
  });
});
