import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { SNIFF_BYTES, sniff } from './sniff.ts';

const text = (content: string) => Buffer.from(content);
const utf16 = (content: string) => Buffer.from(`\ufeff${content}`, 'utf16le');
const ftyp = (...brands: string[]) => {
  const [major = '', ...compatible] = brands;
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.from('\0\0\0\x08free')]);
};
const image = sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } });
const jpeg = await image.clone().jpeg().toBuffer();
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const cases: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  name: string,
  mime: string,
  format: string,
])[] = [
  // Binary formats, whatever the name says.
  ['JPEG', jpeg, 'a.jpg', 'image/jpeg', 'jpg'],
  ['JPEG without an extension', jpeg, 'a', 'image/jpeg', 'jpg'],
  ['JPEG named .png', jpeg, 'a.png', 'image/jpeg', 'jpg'],
  ['JPEG named .html', jpeg, 'a.html', 'image/jpeg', 'jpg'],
  ['JPEG followed by PHP', Buffer.concat([jpeg, text('<?php ?>')]), 'a.php', 'image/jpeg', 'jpg'],
  ['PNG', await image.clone().png().toBuffer(), 'a.png', 'image/png', 'png'],
  ['WebP', await image.clone().webp().toBuffer(), 'a.webp', 'image/webp', 'webp'],
  ['GIF', await image.clone().gif().toBuffer(), 'a.gif', 'image/gif', 'gif'],
  ['AVIF', await image.clone().avif().toBuffer(), 'a.avif', 'image/avif', 'avif'],
  ['TIFF', await image.clone().tiff().toBuffer(), 'a.tif', 'image/tiff', 'tiff'],
  [
    'TIFF whose directory lies behind the head',
    Buffer.from('II*\0\0\0\x10\0', 'latin1'),
    'a.tif',
    'image/tiff',
    'tiff',
  ],
  ['HEIC named .jpeg', ftyp('heic', 'mif1', 'heic'), 'a.jpeg', 'image/heic', 'heic'],
  ['HEIC with the neutral major brand', ftyp('mif1', 'mif1', 'heic'), 'a.heic', 'image/heic', 'heic'],
  ['AVIF with the neutral major brand', ftyp('mif1', 'avif', 'mif1'), 'a.avif', 'image/avif', 'avif'],
  ['HEIF of an unknown coding', ftyp('mif1', 'mif1'), 'a.heif', 'image/heif', 'heif'],
  ['MP4', ftyp('isom', 'isom', 'mp42'), 'a.mp4', 'video/mp4', 'mp4'],
  ['PDF', text('%PDF-1.7\n1 0 obj'), 'a.pdf', 'application/pdf', 'pdf'],
  ['GIF that is also a script', text('GIF89a/*\x01\x01\0\0\0*/=1;alert(1)'), 'a.js', 'image/gif', 'gif'],
  ['GIF that is also printable text', text('GIF89a/*aaaa*/=1;alert(1)'), 'a.js', 'image/gif', 'gif'],
  ['BMP', Buffer.from('BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0', 'latin1'), 'a.bmp', 'image/bmp', 'bmp'],
  ['binary of no known kind', Buffer.from([0, 1, 2, 3, 254]), 'a.txt', 'application/octet-stream', 'bin'],
  ['nothing at all', Buffer.alloc(0), 'a.txt', 'application/octet-stream', 'bin'],

  // Text: the extension decides.
  ['CSS', text('a{}'), 'a.css', 'text/css', 'css'],
  ['JavaScript', text('alert(1)'), 'a.JS', 'text/javascript', 'js'],
  ['JavaScript in Latin-1', Buffer.from('alert("Grüße")', 'latin1'), 'a.js', 'text/javascript', 'js'],
  [
    'Latin-1 without a known extension',
    Buffer.from('Grüße', 'latin1'),
    'a.xyz',
    'application/octet-stream',
    'bin',
  ],
  ['an SVG in Latin-1', Buffer.from('<svg>ü</svg>', 'latin1'), 'a.svg', 'application/octet-stream', 'bin'],
  ['Markdown', text('# Hi'), 'a.md', 'text/markdown', 'md'],
  ['CSV', text('a;b'), 'a.csv', 'text/csv', 'csv'],
  ['HTML', text('<p>Hi'), 'a.html', 'text/html', 'html'],
  ['prose that starts like a BMP', text('BMW builds cars'), 'a.txt', 'text/plain', 'txt'],
  ['prose in UTF-16', utf16('Grüße'), 'a.txt', 'text/plain', 'txt'],
  ['prose whose last character is cut', text('Grüß').subarray(0, 5), 'a.txt', 'text/plain', 'txt'],
  ['text without a known extension', text('hello'), 'a.xyz', 'application/octet-stream', 'bin'],
  ['text without an extension', text('hello'), 'README', 'application/octet-stream', 'bin'],
  ['text named .jpg', text('hello'), 'a.jpg', 'application/octet-stream', 'bin'],
  ['an inherited property as extension', text('hello'), 'a.constructor', 'application/octet-stream', 'bin'],
  ['SRT', text('1\n00:00:01,000 --> 00:00:02,000\nHi'), 'a.srt', 'application/x-subrip', 'srt'],

  // Text that names itself.
  ['HTML named .jpg', text('<!DOCTYPE html><script>1</script>'), 'a.jpg', 'text/html', 'html'],
  ['a script element named .png', text('<script>1</script>'), 'a.png', 'text/html', 'html'],
  ['SVG', text(svg), 'a.svg', 'image/svg+xml', 'svg'],
  ['SVG without an extension', text(svg), 'a', 'image/svg+xml', 'svg'],
  ['SVG named .jpg', text(svg), 'a.jpg', 'image/svg+xml', 'svg'],
  ['SVG with a prefix', text('<s:svg xmlns:s="x"/>'), 'a.svg', 'image/svg+xml', 'svg'],
  [
    'SVG behind declaration, comments and a doctype with entities',
    text(
      `\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [\n<!ENTITY a "<b>">\n]>\n<!-- > -->${svg}`,
    ),
    'a.xml',
    'image/svg+xml',
    'svg',
  ],
  ['SVG in UTF-16', utf16(svg), 'a.svg', 'image/svg+xml', 'svg'],
  ['XML', text('<?xml version="1.0"?><a/>'), 'a.xml', 'application/xml', 'xml'],
  ['SVG behind a long comment', text(`<!-- ${'x'.repeat(5_000)} -->${svg}`), 'a.svg', 'image/svg+xml', 'svg'],
  ['a long comment', text(`<!-- ${'x'.repeat(5_000)} -->${svg}`), 'a.txt', 'text/plain', 'txt'],
  ['XML named .svg', text('<?xml version="1.0"?><a/>'), 'a.svg', 'application/xml', 'xml'],
  ['HTML named .svg', text('<html>'), 'a.svg', 'text/html', 'html'],
  ['HTML with an inline SVG first', text(`${svg}<p>`), 'a.html', 'text/html', 'html'],
  ['JSON', text('{"a":1}'), 'a.json', 'application/json', 'json'],
  ['JSON without an extension', text(' [1, 2]\n'), 'a', 'application/json', 'json'],
  ['playlist', text('#EXTM3U\n#EXT-X-VERSION:3'), 'a.m3u8', 'application/vnd.apple.mpegurl', 'm3u8'],
  ['playlist named .txt', text('#EXTM3U\n'), 'a.txt', 'application/vnd.apple.mpegurl', 'm3u8'],
  ['WebVTT', text('WEBVTT\n\n00:01.000 --> 00:02.000'), 'a', 'text/vtt', 'vtt'],
];

describe('sniff', () => {
  for (const [what, bytes, name, mime, format] of cases) {
    it(`${what} -> ${mime}`, async () => {
      assert.deepEqual(await sniff(bytes, name), { mime, format });
    });
  }

  it('sees an APNG as a PNG', async () => {
    const png = await image.clone().png().toBuffer();
    const actl = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const apng = Buffer.concat([png.subarray(0, 33), actl, png.subarray(33)]);
    assert.deepEqual(await sniff(apng, 'a.apng'), { mime: 'image/png', format: 'png' });
  });

  it('answers for a head cut at any byte', async () => {
    for (const whole of [
      jpeg,
      ftyp('heic', 'mif1', 'heic'),
      text(`<?xml?><!DOCTYPE svg [<!ENTITY a "b">]>${svg}`),
    ]) {
      for (let length = 0; length < Math.min(whole.length, 200); length += 1) {
        await sniff(whole.subarray(0, length), 'a.svg');
      }
    }
  });

  it('takes no longer for a hostile head', async () => {
    const hostile = ['<!--', '<!DOCTYPE [', '<?', ' ', '[', '<!-- -->', '<svg '].map((part) =>
      part.repeat(SNIFF_BYTES / part.length),
    );
    const start = performance.now();
    for (const head of hostile) await sniff(text(head), 'a');
    assert.ok(performance.now() - start < 1_000);
  });
});
