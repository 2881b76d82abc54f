import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import sharp from 'sharp';
import { type Answer, BASIC, form, openTestApi, readAll, suiteApi, type TestApi } from '../api.testing.ts';

const hello = 'hello world';
const base64 = Buffer.from(hello).toString('base64');
const BOUNDARY = 'xxBOUNDARYxx';

type Headers = Readonly<Record<string, string>>;

function post(api: TestApi, contentType: string, body: RequestInit['body'], headers: Headers = {}) {
  return api.json('/api/v1/files/upload', {
    method: 'POST',
    headers: { authorization: BASIC, 'content-type': contentType, ...headers },
    ...(body !== undefined && { body }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
}

function multipart(...parts: readonly string[]): string {
  return `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`;
}

function field(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
}

async function holds(api: TestApi, bytes: string | Uint8Array): Promise<boolean> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return (await api.storedFiles()).some((path) => path.includes(hash));
}

describe('the file of an upload', () => {
  const api = suiteApi();
  const form64 = `multipart/form-data; boundary=${BOUNDARY}`;

  const table: readonly (readonly [string, (path: string) => Promise<{ status: number; body: Answer }>])[] = [
    ['comes as bytes', () => api().upload({ fileName: 'a.txt', file: new Blob([hello]) })],
    ['comes before its name', () => api().upload({ file: new Blob([hello]), fileName: 'a.txt' })],
    [
      'comes as bytes by the old path',
      (path) =>
        api().json(path, { method: 'POST', body: form({ file: new Blob([hello]), fileName: 'a.txt' }) }),
    ],
    ['comes as base64', () => api().upload({ file: base64, fileName: 'a.txt' })],
    [
      'comes as a data URI',
      () => api().upload({ file: `data:text/plain;base64,${base64}`, fileName: 'a.txt' }),
    ],
    [
      'comes in an urlencoded form',
      () =>
        post(
          api(),
          'application/x-www-form-urlencoded',
          new URLSearchParams({ file: base64, fileName: 'a.txt' }),
        ),
    ],
    [
      'comes like from Python',
      () =>
        post(
          api(),
          form64,
          multipart(
            field('fileName', 'a.txt'),
            `Content-Disposition: form-data; name="file"; filename="upload"\r\n\r\n${hello}`,
          ),
        ),
    ],
    [
      'comes among fields nobody knows',
      () =>
        api().upload({
          urlEndpoint: 'x',
          file: new Blob([hello]),
          fileName: 'a.txt',
          'tags[]': 'a',
          authenticationEndpoint: 'y',
        }),
    ],
  ];
  for (const [what, send] of table) {
    it(what, async () => {
      const { status, body } = await send('/v1/files/upload');
      assert.deepEqual([status, body.size], [200, hello.length], JSON.stringify(body));
      assert.ok(await holds(api(), hello));
    });
  }

  it('is looked at, not believed', async () => {
    const png = await sharp({ create: { width: 30, height: 20, channels: 4, background: '#0008' } })
      .png()
      .toBuffer();
    const { body } = await api().upload({ file: new Blob([png], { type: 'text/html' }), fileName: 'a.jpg' });
    assert.deepEqual([body.fileType, body.width, body.height, body.orientation], ['image', 30, 20, 1]);
    assert.match(body.thumbnailUrl, /^http:\/\/media\.test\/demo\/tr:n-ik_ml_thumbnail\/a_[\w-]{9}\.jpg$/);
    const details = await api().json(`/v1/files/${body.fileId}/details`);
    assert.deepEqual([details.body.mime, details.body.hasAlpha], ['image/png', true]);
  });

  it('keeps every byte of a big one', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7 + (at >> 8)) % 256;
    const { body } = await api().upload({ file: new Blob([bytes]), fileName: 'a.bin' });
    assert.equal(body.size, bytes.length);
    assert.ok(await holds(api(), bytes));
  });
});

describe('an upload is refused', () => {
  const api = suiteApi({ upload: { maxUploadBytes: 100_000 } });
  const invalidFile = 'Your request contains invalid file parameter.';
  const tooLarge = 'Your request contains invalid file parameter. The file size exceeds limits.';
  const missingFile = 'Your request is missing file parameter.';
  const badForm = 'Your request contains an invalid multipart/form-data body.';
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  const named = field('fileName', 'a.txt');
  const bytes = (content: string) =>
    `Content-Disposition: form-data; name="file"; filename="../../x"\r\nContent-Type: image/png\r\n\r\n${content}`;

  const table: readonly (readonly [string, string, string | undefined, number, string])[] = [
    ['without a body', type, undefined, 400, missingFile],
    ['without a form', 'text/plain', 'hello', 400, missingFile],
    ['as JSON', 'application/json', '{"file":"aGk=","fileName":"a.txt"}', 400, missingFile],
    ['without a boundary', 'multipart/form-data', multipart(bytes('x')), 400, badForm],
    ['with another boundary', `${type}y`, multipart(bytes('x'), named), 400, badForm],
    ['without the closing boundary', type, multipart(bytes('x'), named).slice(0, -6), 400, badForm],
    ['as garbage', type, '\0\r\n--'.repeat(1_000), 400, badForm],
    [
      'with a nested form',
      type,
      multipart(
        'Content-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--',
        named,
      ),
      400,
      badForm,
    ],
    [
      'with a header of 100 kB',
      type,
      multipart(`X: ${'x'.repeat(100_000)}\r\n${bytes('x')}`, named),
      400,
      badForm,
    ],
    ['without a file', type, multipart(named), 400, missingFile],
    ['without any field', type, multipart(), 400, missingFile],
    [
      'with 10^5 fields',
      type,
      multipart(...Array.from({ length: 1e5 }, () => field('a', ''))).slice(0, 1_000_000),
      400,
      missingFile,
    ],
    [
      'with a field for each byte',
      type,
      multipart(...Array.from({ length: 5_000 }, (_, n) => field(`file[${n}]`, '7')), named),
      400,
      missingFile,
    ],
    ['with two files', type, multipart(bytes('x'), named, bytes('y')), 400, invalidFile],
    [
      'with a file and a URL',
      type,
      multipart(bytes('x'), named, field('file', 'https://example.com/a')),
      400,
      invalidFile,
    ],
    ['with an empty file', type, multipart(bytes(''), named), 400, invalidFile],
    ['with an empty text as file', type, multipart(field('file', ''), named), 400, invalidFile],
    [
      'with a file that is no base64',
      type,
      multipart(field('file', '[object Object]'), named),
      400,
      invalidFile,
    ],
    ['without a name', type, multipart(bytes('x')), 400, 'Your request is missing fileName parameter.'],
    [
      'with a name in Latin-1',
      type,
      multipart(bytes('x'), field('fileName', '\xff')),
      400,
      'Your request contains invalid fileName parameter.',
    ],
    [
      'with a field of more than 1 MiB',
      type,
      multipart(field('description', 'x'.repeat(1024 * 1024 + 1)), bytes('x'), named),
      400,
      'Your request contains invalid description parameter. It is too long.',
    ],
    ['with a file over the limit', type, multipart(bytes('x'.repeat(100_001)), named), 400, tooLarge],
    ['with base64 over the limit', type, multipart(field('file', 'A'.repeat(133_340)), named), 400, tooLarge],
    [
      'with a body over the cap',
      type,
      multipart(bytes('x'.repeat(1_200_000)), named),
      413,
      'The body of your request is larger than 1181910 bytes.',
    ],
  ];
  for (const [what, contentType, body, status, message] of table) {
    it(what, async () => {
      const sent =
        body === undefined ? undefined : Buffer.from(body, what.includes('Latin-1') ? 'latin1' : 'utf8');
      const answer = await post(api(), contentType, sent);
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
      assert.deepEqual(await api().storedFiles(), []);
      assert.deepEqual(api().logged, []);
    });
  }

  it('at once where content-length is over the cap, and the connection closed', async () => {
    const socket = await api().connect();
    socket.write(uploadHead(`content-length: ${10 ** 12}`));
    keepSending(socket);
    assert.match(
      await readAll(socket),
      /^HTTP\/1\.1 413 .*"The body of your request is larger than \d+ bytes/s,
    );
  });

  it('when a chunked body grows over the cap, and the connection closed', async () => {
    const socket = await api().connect();
    socket.write(uploadHead('transfer-encoding: chunked'));
    socket.write(chunk(`--${BOUNDARY}\r\n${field('unknown', '')}`));
    keepSending(socket, chunk('x'.repeat(50_000)));
    assert.match(await readAll(socket), /^HTTP\/1\.1 413 .*content-type: application\/json/s);
    assert.deepEqual(await api().storedFiles(), []);
  });

  it('with a wrong key before its body is read, so that a client that is still sending sees it', async () => {
    const body = form({ file: new Blob([Buffer.alloc(20_000_000)]), fileName: 'a' });
    const response = await fetch(`${api().url}/api/v1/files/upload`, {
      method: 'POST',
      headers: { authorization: 'Basic cHJpdmF0ZV9vdGhlcjo=' },
      body,
    });
    assert.equal(response.status, 403);
    assert.equal(((await response.json()) as Answer).message, 'Your account cannot be authenticated.');
  });
});

function uploadHead(length: string): string {
  return [
    'POST /api/v1/files/upload HTTP/1.1',
    'host: x',
    `authorization: ${BASIC}`,
    `content-type: multipart/form-data; boundary=${BOUNDARY}`,
    length,
    '\r\n',
  ].join('\r\n');
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** Until the other side closes. */
function keepSending(socket: Socket, text = 'x'.repeat(50_000)): void {
  const send = () => {
    while (!socket.destroyed && socket.writable && socket.write(text));
  };
  socket.on('drain', send);
  send();
}

describe('a client that goes away', () => {
  it('leaves no file, no row and no bytes of the quota behind, wherever it stopped', async (t) => {
    const api = await openTestApi(t, { stagingQuotaBytes: 300_000 });
    const whole = Buffer.from(
      multipart(
        field('fileName', 'a.txt'),
        `Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n${'x'.repeat(200_000)}`,
      ),
    );
    for (const part of [0, 0.001, 0.5, 0.99, 0.99999]) {
      const socket = await api.connect();
      socket.write(uploadHead(`content-length: ${whole.length}`));
      socket.write(whole.subarray(0, Math.floor(whole.length * part)));
      if (part === 0.5) await untilStaged(api);
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    // Room for one: had any of them kept its bytes, there would be none.
    const answer = await retried(() =>
      post(api, `multipart/form-data; boundary=${BOUNDARY}`, whole).catch(() => ({ status: 0, body: {} })),
    );
    assert.equal(answer.status, 200);
    assert.equal((await api.storedFiles()).length, 1);
    assert.equal((await api.json('/v1/files')).body.length, 1);
    assert.deepEqual(
      api.logged.filter(({ level }) => level === 'error'),
      [],
    );
  });
});

async function untilStaged(api: TestApi): Promise<void> {
  while ((await api.storedFiles()).length === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** The server may still be hearing of a connection that is gone. */
async function retried(send: () => Promise<{ status: number; body: Answer }>) {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
  }
}

describe('a slow client', () => {
  it('is told so when no byte comes for too long', async (t) => {
    const api = await openTestApi(t, {
      pace: { idleMs: 50, minBytesPerSecond: 1, graceMs: 10_000 },
    });
    const socket = await api.connect();
    socket.write(`${uploadHead('content-length: 100000')}--${BOUNDARY}\r\n${field('fileName', 'a')}`);
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 .*arrives too slowly/s);
  });

  it('is told so when bytes trickle', async (t) => {
    const api = await openTestApi(t, {
      pace: { idleMs: 5_000, minBytesPerSecond: 100_000, graceMs: 50 },
    });
    const socket = await api.connect();
    socket.write(uploadHead('content-length: 100000'));
    const timer = setInterval(() => socket.write('x'), 10);
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
    clearInterval(timer);
  });
});

describe('bytes without authentication', () => {
  it('are bounded for each address, and hold up nobody who has a key', async (t) => {
    const api = await openTestApi(t, { upload: { maxUploadBytes: 500_000, unauthenticatedBytes: 0 } });
    // The bound is one whole body: 4/3 of the file and 1 MiB.
    const part = `--${BOUNDARY}\r\n${field('unknown', '')}`;
    const head = uploadHead('content-length: 1700000').replace(/authorization.*\r\n/, '');
    const first = await api.connect();
    first.write(head + part + 'x'.repeat(1_200_000));
    const second = await api.connect();
    second.write(head + part + 'x'.repeat(1_200_000));
    const answer = await Promise.race([readAll(first), readAll(second)]);
    assert.match(answer, /^HTTP\/1\.1 429 .*retry-after: 5/s);

    // Whoever has a key is not held up by it.
    const sent = await api.upload({ file: new Blob([Buffer.alloc(400_000)]), fileName: 'a' });
    assert.equal(sent.status, 200);
    first.destroy();
    second.destroy();
  });
});

describe('the memory of an upload', () => {
  it('does not grow with the file', async (t) => {
    const size = 80 * 1024 * 1024;
    const api = await openTestApi(t, { upload: { maxUploadBytes: size } });
    const block = Buffer.alloc(64 * 1024, 'QUJD');
    const count = Math.floor(size / block.length);
    async function* body(head: string) {
      yield Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`);
      for (let n = 0; n < count; n++) yield block;
      yield Buffer.from(`\r\n--${BOUNDARY}\r\n${field('fileName', 'a.bin')}\r\n--${BOUNDARY}--\r\n`);
    }
    await api.upload({ file: new Blob(['warm']), fileName: 'a' });
    const before = retained();
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, retained());
    }, 200);
    for (const [head, bytes] of [
      ['Content-Disposition: form-data; name="file"; filename="a"', count * block.length],
      ['Content-Disposition: form-data; name="file"', (count * block.length * 3) / 4],
    ] as const) {
      const stream = ReadableStream.from(body(head));
      const answer = await post(api, `multipart/form-data; boundary=${BOUNDARY}`, stream);
      assert.deepEqual([answer.status, answer.body.size], [200, bytes]);
    }
    clearInterval(timer);
    assert.ok(peak - before < (size * 3) / 4, `${Math.round((peak - before) / 1024 / 1024)} MiB more`);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that something still refers to. */
function retained(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
