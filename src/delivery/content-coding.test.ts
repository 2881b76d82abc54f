import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseCoding } from './content-coding.ts';
import { isCompressible } from './media-type.ts';

describe('the coding of a text', () => {
  const table: [acceptEncoding: string | undefined, size: number, coding: string | undefined][] = [
    ['br, gzip', 5000, 'br'],
    ['gzip, deflate, br', 5000, 'br'],
    ['gzip', 5000, 'gzip'],
    ['GZIP;q=0.5', 5000, 'gzip'],
    ['br;q=0, gzip', 5000, 'gzip'],
    ['br;q=0.0,gzip; q=0', 5000, undefined],
    ['br;q=0.1', 5000, 'br'],
    ['identity', 5000, undefined],
    ['*', 5000, undefined],
    ['brotli', 5000, undefined],
    ['', 5000, undefined],
    [undefined, 5000, undefined],
    ['br', 1023, undefined],
    ['br', 1024, 'br'],
    ['br', 10_485_760, 'br'],
    ['br', 10_485_761, undefined],
  ];
  for (const [acceptEncoding, size, coding] of table) {
    it(`${acceptEncoding} for ${size} bytes`, () => assert.equal(chooseCoding(acceptEncoding, size), coding));
  }
});

describe('the types that are compressed', () => {
  const yes =
    'text/html text/css text/javascript text/plain text/vtt application/json application/xml image/svg+xml';
  const more =
    'application/dash+xml application/vnd.apple.mpegurl application/wasm font/ttf application/x-subrip';
  const no =
    'image/jpeg image/png image/webp video/mp4 video/mp2t application/pdf application/zip font/woff2';
  for (const mime of `${yes} ${more}`.split(' ')) it(mime, () => assert.equal(isCompressible(mime), true));
  for (const mime of no.split(' ')) it(`not ${mime}`, () => assert.equal(isCompressible(mime), false));
});
