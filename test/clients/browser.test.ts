/** ImageKit's browser SDK in a real browser, in a page of another origin: uploads and images. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ImageKit from '@imagekit/nodejs';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchBrowser } from '../browser.ts';
import { startServer, type TestServer } from '../server.ts';

type Metadata = { statusCode: number; headers: Record<string, string>; requestId?: string };
type Uploaded = {
  readonly answer?: { fileId: string; filePath: string; url: string; width: number; tags: string[] };
  readonly error?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly metadata?: Metadata;
  readonly progress: readonly { loaded: number; total: number }[];
};
type Look = { width: number; height: number; left: number[]; right: number[] };

const MEBIBYTE = 2 ** 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let server: TestServer;
let client: ImageKit;
let browser: Browser;
let site: Server;
let page: Page;
before(async () => {
  server = await startServer();
  client = new ImageKit({ privateKey: server.privateKey, baseURL: server.baseUrl, maxRetries: 0 });
  browser = await launchBrowser();
  site = await serve(await bundle());
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${portOf(site)}/`);
  assert.notEqual(new URL(page.url()).origin, new URL(server.baseUrl).origin);
});
after(async () => {
  await browser?.close();
  site?.close();
  await server?.remove();
});

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** A site with one page, which runs the script. */
async function serve(script: string): Promise<Server> {
  const listening = createHttpServer(({ url }, response) => {
    const isScript = url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><script src="/script.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

/** Calls a function of page.js in the page; arguments and outcome are JSON. */
function inPage<Out>(name: 'upload' | 'look' | 'buildSrc', ...args: unknown[]): Promise<Out> {
  const call = `page[${JSON.stringify(name)}](...${JSON.stringify(args)})`;
  return page.evaluate(call) as Promise<Out>;
}

/** What the site's own server would give the page, and what every upload has. */
function signed(fileName: string) {
  const parameters = client.helper.getAuthenticationParameters();
  return { publicKey: server.publicKey, ...parameters, fileName, folder: '/browser' };
}

function upload(options: object, base = server.baseUrl): Promise<Uploaded> {
  return inPage('upload', `${base}/api/v1/files/upload`, options);
}

/** Left half red, right half blue. */
async function halves(width: number, height: number): Promise<Buffer> {
  const blue = { create: { width, height, channels: 3 as const, background: '#0000ff' } };
  const red = { create: { width: width / 2, height, channels: 3 as const, background: '#ff0000' } };
  return sharp(blue)
    .composite([{ input: red, left: 0, top: 0 }])
    .jpeg({ quality: 95 })
    .toBuffer();
}

async function namesIn(path: string): Promise<(string | undefined)[]> {
  return (await client.assets.list({ path })).map(({ name }) => name);
}

test('upload: the answer, its request id across origins, and progress', async () => {
  const photo = await halves(600, 400);
  const uploaded = await upload({
    ...signed('photo.jpg'),
    bytes: photo.toString('base64'),
    useUniqueFileName: false,
    tags: ['a', 'b c'],
    responseFields: ['tags'],
    customMetadata: {},
    // Older pages give these, which are no fields of an upload.
    urlEndpoint: server.urlEndpoint,
    authenticationEndpoint: 'http://127.0.0.1/auth',
  });
  const { answer, metadata, progress } = uploaded;
  assert.ok(answer, uploaded.message ?? '');
  assert.equal(answer.filePath, '/browser/photo.jpg');
  assert.deepEqual([answer.width, answer.tags], [600, ['a', 'b c']]);
  assert.equal(metadata?.statusCode, 200);
  const requestId = metadata?.requestId ?? '';
  assert.match(requestId, UUID);
  assert.equal(metadata?.headers['x-ik-requestid'], requestId);
  const last = progress.at(-1);
  assert.ok(last && last.loaded === last.total && last.total > photo.length, JSON.stringify(progress));
  const stored = await fetch(`${answer?.url}?tr=orig-true`);
  assert.deepEqual(Buffer.from(await stored.arrayBuffer()), photo);
});

test('upload of base64 text', async () => {
  const file = (await halves(60, 40)).toString('base64');
  const { answer } = await upload({ ...signed('text.jpg'), file });
  assert.equal(answer?.width, 60);
});

test('a refusal: its message, status and request id', async () => {
  const { signature, ...rest } = signed('refused.jpg');
  const refused = await upload({ ...rest, signature: '0'.repeat(signature.length), file: 'aGVsbG8=' });
  assert.equal(refused.error, 'ImageKitInvalidRequestError');
  assert.match(refused.message ?? '', /Your request contains invalid signature/);
  assert.equal(refused.metadata?.statusCode, 400);
  assert.match(refused.metadata?.requestId ?? '', UUID);
  assert.ok(!(await namesIn('/browser')).includes('refused.jpg'));
});

test('abort: the SDK rejects with the reason, and nothing is stored', async (t) => {
  const slow = await holdBack(t);
  const aborted = await upload(
    { ...signed('aborted.bin'), useUniqueFileName: false, size: 64 * MEBIBYTE, abortWith: 'enough' },
    slow,
  );
  assert.equal(aborted.error, 'ImageKitAbortError');
  assert.equal(aborted.reason, 'enough');
  assert.equal(aborted.progress.length, 1);
  assert.ok(!(await namesIn('/browser')).includes('aborted.bin'));
});

/** A way to the server that takes an upload's first bytes only, so that an abort always comes before its end. */
async function holdBack(t: TestContext): Promise<string> {
  const target = Number(new URL(server.baseUrl).port);
  const sockets: Socket[] = [];
  const listening = createServer((socket) => {
    const onwards = connect(target, '127.0.0.1');
    sockets.push(socket, onwards);
    let passed = 0;
    socket.on('data', (chunk: Buffer) => {
      onwards.write(chunk);
      passed += chunk.length;
      if (passed > MEBIBYTE) socket.pause();
    });
    onwards.pipe(socket);
    for (const each of [socket, onwards]) each.on('error', () => {}); // the browser leaves, as it should
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return `http://127.0.0.1:${portOf(listening)}`;
}

test('an image that the SDK’s buildSrc asks for: in the format of this browser, and readable by the page', async () => {
  const { answer } = await upload({
    ...signed('shown.jpg'),
    bytes: (await halves(600, 400)).toString('base64'),
  });
  const src = await inPage<string>('buildSrc', {
    urlEndpoint: server.urlEndpoint,
    src: answer?.filePath,
    transformation: [{ width: 90, height: 90, crop: 'force' }],
  });
  assert.match(src, /tr=w-90,h-90,c-force/);
  const [response, look] = await Promise.all([page.waitForResponse(src), inPage<Look>('look', src)]);
  assert.equal(response.headers()['content-type'], 'image/webp');
  assert.deepEqual([look.width, look.height], [90, 90]);
  const [red = 0, , blue = 0] = look.left;
  assert.ok(red > 200 && blue < 55, `left ${look.left}`);
  assert.ok((look.right[0] ?? 0) < 55 && (look.right[2] ?? 0) > 200, `right ${look.right}`);
});
