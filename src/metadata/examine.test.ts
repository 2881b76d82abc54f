import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { heic } from '../imaging/decoders/heic.testing.ts';
import { cameraTiff, iptc, tiff, withBlocks, xmp } from './embedded/blocks.testing.ts';
import { type Examined, examine, NO_DETAILS } from './examine.ts';
import { inspect } from './inspect.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-examine-'));
});
after(() => rm(folder, { recursive: true }));

async function examined(bytes: Uint8Array | string, mime: string): Promise<Examined> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  const found = await examine({ path, mime });
  assert.deepEqual(found.facts, await inspect({ path, mime }), 'the facts are those of the header');
  return found;
}

const gradient = sharp(
  Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="40" height="20"/></svg>',
  ),
);
const jpeg = () => gradient.clone().flatten({ background: '#fff' }).jpeg().toBuffer();

/** Pixels by sharp, and behind them the directory of a camera in place of sharp's own. */
async function cameraTiffFile(): Promise<Buffer> {
  const pixels = await gradient.clone().tiff({ compression: 'none' }).toBuffer();
  const own = pixels.readUInt32LE(4);
  const count = pixels.readUInt16LE(own);
  const entries = Array.from({ length: count }, (_, index) =>
    pixels.subarray(own + 2 + index * 12, own + 14 + index * 12),
  ).filter((entry) => ![0x0112, 0x011a, 0x011b, 0x0128].includes(entry.readUInt16LE(0)));
  const start = pixels.length + (pixels.length % 2);
  const camera = Buffer.from(cameraTiff);
  const places: Buffer[] = [];
  // Every offset in the camera's block is from its own start.
  for (let at = 8, left = 4; left > 0; left -= 1) {
    const entriesHere = camera.readUInt16LE(at);
    for (let index = 0; index < entriesHere; index += 1) {
      const entry = at + 2 + index * 12;
      const size = [0, 1, 1, 2, 4, 8, 1, 1][camera.readUInt16LE(entry + 2)] ?? 1;
      const isFar = size * camera.readUInt32LE(entry + 4) > 4;
      const isPointer = [0x8769, 0x8825, 0xa005].includes(camera.readUInt16LE(entry));
      if (isFar || isPointer) camera.writeUInt32LE(camera.readUInt32LE(entry + 8) + start, entry + 8);
      if (left === 4) places.push(camera.subarray(entry, entry + 12));
    }
    at += 2 + entriesHere * 12 + 4;
  }
  const all = [...entries, ...places].toSorted((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
  const head = Buffer.alloc(2);
  head.writeUInt16LE(all.length);
  const padding = Buffer.alloc(start - pixels.length);
  const file = Buffer.concat([pixels, padding, camera, head, ...all, Buffer.alloc(4)]);
  file.writeUInt32LE(start + camera.length, 4);
  return file;
}

describe('examine', () => {
  it('merges EXIF, IPTC and XMP, and believes the earlier one', async () => {
    const bytes = withBlocks(await jpeg(), {
      exif: cameraTiff,
      iptc: iptc([
        [25, 'sea'],
        [90, 'Oslo'],
        [116, 'IPTC'],
      ]),
      xmp: xmp(
        'photoshop:City="Bergen" xmp:Rating="3"><dc:subject><rdf:Bag><rdf:li>sky</rdf:li></rdf:Bag></dc:subject>',
      ),
    });
    const { facts, details } = await examined(bytes, 'image/jpeg');
    assert.deepEqual([facts.width, facts.height, facts.orientation], [64, 48, 6]);
    const { Make, Keywords, City, CopyrightNotice, Rating, Subject, DateTimeOriginal } = details.embedded;
    assert.deepEqual(
      { Make, Keywords, City, CopyrightNotice, Rating, Subject, DateTimeOriginal },
      {
        Make: 'Canon',
        Keywords: ['sea'],
        City: 'Oslo',
        CopyrightNotice: 'IPTC',
        Rating: 3,
        Subject: ['sky'],
        DateTimeOriginal: '2008-05-30T13:56:01.250Z',
      },
    );
    assert.equal(details.exif.exif.FNumber, 7.1);
    assert.equal(details.density, 72, 'the JPEG itself says so');
    assert.equal(details.takenAt, Date.parse('2008-05-30T13:56:01.250Z'));
    assert.ok(Math.abs((details.latitude ?? 0) - 51.50897) < 1e-4);
    assert.ok(Math.abs((details.longitude ?? 0) + 0.12879) < 1e-4);
    assert.match(details.phash ?? '', /^[0-9a-f]{16}$/);
  });

  it('reads what sharp has written, in each format that can carry it', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const image = gradient.clone().withExif({ IFD0: { Artist: 'Ann', Copyright: 'Me' } });
      const { details } = await examined(await image.toFormat(format).toBuffer(), `image/${format}`);
      assert.equal(details.embedded.Artist, 'Ann', format);
      assert.equal(details.exif.image.Copyright, 'Me', format);
    }
  });

  it('reads EXIF in a TIFF, which is one itself, wherever its directories lie', async () => {
    const { details } = await examined(await cameraTiffFile(), 'image/tiff');
    assert.equal(details.exif.image.Make, 'Canon');
    assert.equal(details.exif.exif.ISO, 100);
    assert.deepEqual(details.exif.gps.GPSLatitude, [51, 30, 32.3]);
    assert.deepEqual(details.exif.interoperability, { InteropIndex: 'R98', InteropVersion: '0100' });
    assert.deepEqual(details.exif.thumbnail, {}, 'a second page is no thumbnail');
    assert.equal(details.embedded.Model, 'Canon EOS 40D');
    assert.equal(details.density, 300);
    assert.ok(Math.abs((details.longitude ?? 0) + 0.12879) < 1e-4);
  });

  it('reads a TIFF that lies about its directories as far as it goes', async () => {
    const file = await cameraTiffFile();
    for (const at of [0xffffffff, file.length - 1, 4]) {
      const lying = Buffer.from(file);
      lying.writeUInt32LE(at, 4);
      const { details } = await examined(lying, 'image/tiff');
      assert.deepEqual(details.exif.exif, {});
    }
  });

  it('reads EXIF in a HEIC, which need not be decoded for it', async () => {
    const bytes = heic({ colors: [[[200, 30, 30]]], exif: cameraTiff });
    const { details } = await examined(bytes, 'image/heic');
    assert.equal(details.exif.image.Model, 'Canon EOS 40D');
    assert.equal(details.exif.exif.FNumber, 7.1);
  });

  it('tells a colour profile', async () => {
    const { details } = await examined(
      await gradient.clone().withIccProfile('p3').png().toBuffer(),
      'image/png',
    );
    assert.equal(details.hasColorProfile, true);
    assert.equal(details.density, 72);
  });

  it('has nothing to say of a plain picture but its hash', async () => {
    const { details } = await examined(await gradient.clone().png().toBuffer(), 'image/png');
    assert.deepEqual({ ...details, phash: null }, NO_DETAILS);
    assert.match(details.phash ?? '', /^[0-9a-f]{16}$/);
  });

  it('has nothing to say of drawings and of what cannot be read', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>';
    assert.deepEqual((await examined(svg, 'image/svg+xml')).details, NO_DETAILS);
    assert.deepEqual((await examined('no picture', 'image/jpeg')).details, NO_DETAILS);
    assert.deepEqual((await examined('no picture', 'text/plain')).details, NO_DETAILS);
  });

  it('keeps the facts and the hash of a picture whose metadata is hostile', async () => {
    const endless = tiff([[{ tag: 0x8769, directory: 0 }]], { next: ([first = 0]) => first });
    const bombs = [
      { exif: endless },
      { exif: Buffer.from('II*\0\xff\xff\xff\xff', 'latin1') },
      { exif: Buffer.alloc(60_000, 0xff) },
      { xmp: xmp('xmp:Label="&e1;">', '<!DOCTYPE x [<!ENTITY e0 "lol"><!ENTITY e1 "&e0;&e0;">]>') },
      { iptc: Buffer.concat([Buffer.from('Photoshop 3.0\0'), Buffer.alloc(60_000, 0x1c)]) },
    ];
    for (const bomb of bombs) {
      const { facts, details } = await examined(withBlocks(await jpeg(), bomb), 'image/jpeg');
      assert.deepEqual([facts.width, facts.height], [64, 48]);
      assert.match(details.phash ?? '', /^[0-9a-f]{16}$/);
      assert.ok(Object.keys(details.embedded).length < 5);
    }
  });
});
