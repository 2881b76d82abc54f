/** Images made to hurt: they are refused or rendered, in bounded memory, and the server goes on. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { RenderJob } from '../src/imaging/index.ts';
import { HalftoneError } from '../src/kernel/index.ts';
import { silentLog } from '../src/observability/index.ts';
import { parse, plan } from '../src/transformation/index.ts';
import { createChildPool } from '../src/workers/index.ts';
import { upload } from './client.ts';
import { childrenOf } from './data-dir.ts';
import { startServer, type TestServer } from './server.ts';

const MIB = 2 ** 20;

describe('bombs, over HTTP', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ HALFTONE_LOG_LEVEL: 'error' });
    await upload(server, 'warm.png', new Uint8Array(await picture().png().toBuffer()));
    for (const _ of [1, 2]) await deliver(server, 'tr:w-10', 'warm.png');
  });
  after(() => server.remove());

  const tooLarge = { status: 400, error: /^ELIMIT/ };
  const fine = { status: 200, error: /^$/ };
  const bombs = [
    { name: 'p.png', what: 'PNG of 50,000 x 50,000', bytes: png(50_000, 50_000), expected: tooLarge },
    { name: 'j.jpg', what: 'progressive JPEG of 144 MP', bytes: jpeg(12_000, 12_000), expected: tooLarge },
    { name: 'g.gif', what: 'GIF of 300 frames of 4 MP', bytes: gif(2000, 2000, 300), expected: tooLarge },
    {
      name: 'f.gif',
      what: 'GIF of 10,000 frames',
      bytes: gif(40, 40, 10_000),
      expected: tooLarge,
      tr: 'w-200',
    },
    {
      name: 's.gif',
      what: 'the first of 10,000 frames',
      bytes: gif(1, 1, 10_000),
      expected: fine,
      tr: 'f-png',
    },
  ];
  for (const { name, what, bytes, expected, tr = 'w-100' } of bombs) {
    it(`${what} is ${expected.status}, without its pixels in memory`, async (t) => {
      const { status } = await upload(server, name, new Uint8Array(await bytes));
      assert.equal(status, 200);
      const earlier = await peaks(server);
      const answer = await deliver(server, `tr:${tr}`, name);
      assert.equal(answer.status, expected.status, answer.error);
      assert.match(answer.error, expected.error);
      for (const [pid, peak] of await peaks(server)) {
        const grown = peak - (earlier.get(pid) ?? peak);
        t.diagnostic(`process ${pid}: ${grown} MiB more`);
        assert.ok(grown < 50, `${grown} MiB`);
      }
      assert.equal((await deliver(server, 'tr:w-11', 'warm.png')).status, 200);
    });
  }

  it('no process was lost', () => assert.doesNotMatch(server.output(), /"level"/));
});

describe('files cut at every 32nd byte', () => {
  const small = picture();
  const frames = [picture('red'), picture('lime')].map((frame) => frame.png().toBuffer());
  const animation = async () => sharp(await Promise.all(frames), { join: { animated: true } });
  const fixtures = [
    { mime: 'image/jpeg', bytes: small.clone().jpeg().toBuffer() },
    { mime: 'image/jpeg', bytes: small.clone().jpeg({ progressive: true }).toBuffer() },
    { mime: 'image/png', bytes: small.clone().png().toBuffer() },
    { mime: 'image/webp', bytes: small.clone().webp().toBuffer() },
    { mime: 'image/webp', bytes: animation().then((frames) => frames.webp().toBuffer()) },
    { mime: 'image/gif', bytes: small.clone().gif().toBuffer() },
    { mime: 'image/gif', bytes: animation().then((frames) => frames.gif().toBuffer()) },
    { mime: 'image/avif', bytes: small.clone().avif().toBuffer() },
    { mime: 'image/tiff', bytes: small.clone().tiff().toBuffer() },
    { mime: 'image/svg+xml', bytes: svg() },
  ];

  it('are refused with 400 or rendered, by one child that lives', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'halftone-cut-'));
    t.after(() => rm(folder, { recursive: true }));
    const pool = createChildPool({
      tasks: new URL('../src/tasks.ts', import.meta.url),
      size: 1,
      deadlineMs: 20_000,
      recycleAfter: 10_000,
      memoryLimitBytes: 512 * MIB,
      killAboveBytes: 1024 * MIB,
      env: process.env,
      log: silentLog,
    });
    t.after(() => pool.close());
    let refused = 0;
    let rendered = 0;
    for (const { mime, bytes } of fixtures) {
      const whole = await bytes;
      for (let length = 0; length <= whole.length; length += 32) {
        const path = join(folder, 'cut');
        await writeFile(path, whole.subarray(0, length));
        try {
          await pool.run('render', jobOn(path, mime, join(folder, 'target')));
          rendered += 1;
        } catch (error) {
          assert.ok(error instanceof HalftoneError && error.status === 400, `${mime} to ${length}: ${error}`);
          refused += 1;
        }
      }
    }
    t.diagnostic(`${refused} refused, ${rendered} rendered`);
    assert.ok(refused > 50);
    const { spawned, crashed } = pool.stats();
    assert.deepEqual({ spawned, crashed }, { spawned: 1, crashed: 0 });
  });
});

function jobOn(path: string, mime: string, target: string): RenderJob {
  const format = mime.replace('image/', '').replace('jpeg', 'jpg').replace('svg+xml', 'svg');
  const size = { width: 40, height: 30 };
  const settings = {
    defaultFormat: 'auto',
    autoAvif: false,
    defaultQuality: 80,
    keepMetadata: false,
    keepColorProfile: false,
    pngCompression: 'lossless',
    dataSaver: false,
    maxMegapixels: 100,
  } as const;
  const planned = plan(
    parse('w-20'),
    { ...size, hasAlpha: false, format, pages: 1 },
    { accepts: { webp: false, avif: false }, hints: { saveData: false }, settings },
  );
  return {
    source: { path, mime, size },
    plan: planned,
    target: { draft: `${target}.draft`, path: target },
    limits: { maxMegapixels: 100 },
  };
}

/** Most memory that each process of the server ever had, in MiB. */
async function peaks(server: TestServer): Promise<Map<number, number>> {
  const own = server.process.pid as number;
  const all = [own, ...(await childrenOf(own))].map(async (pid) => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return [pid, Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024)] as const;
  });
  return new Map(await Promise.all(all));
}

async function deliver(server: TestServer, transformation: string, name: string) {
  const response = await fetch(`${server.urlEndpoint}/${transformation}/${name}`);
  await response.arrayBuffer();
  return { status: response.status, error: response.headers.get('ik-error') ?? '' };
}

function picture(background = '#a53') {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  return sharp({ create: { width: 40, height: 30, channels: 3, background, noise } });
}

function svg(): Buffer {
  const shapes = '<g fill="red"><rect width="9" height="9"/><text>&amp;</text><!-- note --></g>'.repeat(5);
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">${shapes}</svg>`);
}

/** One bit a pixel, of which the first megabyte is there. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Progressive, of a size that its few bytes do not fill. */
async function jpeg(width: number, height: number): Promise<Buffer> {
  const bytes = await picture().jpeg({ progressive: true }).toBuffer();
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc2]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

/** Frames of one pixel on a canvas of any size: 23 bytes each. */
function gif(width: number, height: number, frames: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const control = [0x21, 0xf9, 4, 0, 5, 0, 0, 0];
  const pixel = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  const frame = Buffer.from([...control, ...pixel]);
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.from([0x3b])]);
}
