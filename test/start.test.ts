import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '../src/database/index.ts';
import { runToEnd, startServer } from './server.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-start-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('the first start makes keys and a secret, says where they are, and shows neither', async (t) => {
  const server = await startServer({ HALFTONE_PRIVATE_KEY: '', HALFTONE_PUBLIC_KEY: '' });
  t.after(() => server.remove());
  const note = await readFile(join(server.dataDir, 'keys'), 'utf8');
  const privateKey = /^HALFTONE_PRIVATE_KEY=(private_.{28})$/m.exec(note)?.[1] ?? '';
  assert.match(note, /^HALFTONE_PUBLIC_KEY=public_.{28}$/m);
  for (const name of ['keys', 'secret']) {
    assert.equal((await stat(join(server.dataDir, name))).mode & 0o777, 0o600, name);
  }
  const greeting = server.output();
  assert.ok(greeting.includes(`${server.baseUrl}/demo`));
  assert.ok(greeting.includes(join(server.dataDir, 'keys')));
  assert.match(greeting, /curl .*\/api\/v1\/files\/upload/);
  assert.match(greeting, /\/demo\/tr:w-400,h-300\/photo\.jpg/);
  assert.ok(!greeting.includes(privateKey));

  const authorization = `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}`;
  const list = await fetch(`${server.baseUrl}/v1/files`, { headers: { authorization } });
  assert.deepEqual(await list.json(), []);
});

test('a second start on the same folder keeps its keys and files', async (t) => {
  const first = await startServer({ HALFTONE_PRIVATE_KEY: '', HALFTONE_PUBLIC_KEY: '' });
  t.after(() => first.remove());
  const keys = await readFile(join(first.dataDir, 'keys'), 'utf8');
  assert.equal(await first.stop(), 0);
  const second = await startServer({
    HALFTONE_DATA_DIR: first.dataDir,
    HALFTONE_PRIVATE_KEY: '',
    HALFTONE_PUBLIC_KEY: '',
  });
  assert.equal(await readFile(join(first.dataDir, 'keys'), 'utf8'), keys);
  assert.equal(await second.stop(), 0);
});

test('/health and /ready answer 200', async (t) => {
  const server = await startServer();
  t.after(() => server.remove());
  for (const path of ['/health', '/ready']) {
    const answer = await fetch(server.baseUrl + path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('content-type') ?? '', /application\/json/);
  }
});

test('every bad setting is named, and the exit code is 1', async () => {
  const { code, output } = await runToEnd({
    HALFTONE_PORT: 'many',
    HALFTONE_DATADIR: '/x',
    HALFTONE_ID: 'api',
  });
  assert.equal(code, 1);
  assert.match(output, /HALFTONE_PORT must be/);
  assert.match(output, /HALFTONE_DATADIR is not a setting\. Did you mean HALFTONE_DATA_DIR\?/);
  assert.match(output, /HALFTONE_ID may not be/);
});

test('a port in use is a clear error, and the exit code is 1', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const port = String((other.address() as AddressInfo).port);
  const { code, output } = await runToEnd({ HALFTONE_PORT: port, HALFTONE_DATA_DIR: join(folder, 'port') });
  assert.equal(code, 1);
  assert.match(output, new RegExp(`127\\.0\\.0\\.1:${port} is in use`));
  assert.match(output, /HALFTONE_PORT/);
});

test('a data folder in use is a clear error, and the exit code is 1', async (t) => {
  const server = await startServer();
  t.after(() => server.remove());
  const { code, output } = await runToEnd({ HALFTONE_PORT: '0', HALFTONE_DATA_DIR: server.dataDir });
  assert.equal(code, 1);
  assert.match(output, /in use by another Halftone server/);
});

test('a data folder that cannot be written is a clear error, and the exit code is 1', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const { code, output } = await runToEnd({ HALFTONE_PORT: '0', HALFTONE_DATA_DIR: join(file, 'data') });
  assert.equal(code, 1);
  assert.match(output, /cannot be written/);
});

test('another secret than the one the keys were encrypted with is a clear error', async (t) => {
  const server = await startServer({ HALFTONE_SECRET: '11'.repeat(32) });
  t.after(() => server.remove());
  await server.stop();
  const { code, output } = await runToEnd({
    HALFTONE_PORT: '0',
    HALFTONE_DATA_DIR: server.dataDir,
    HALFTONE_SECRET: '22'.repeat(32),
  });
  assert.equal(code, 1);
  assert.match(output, /HALFTONE_SECRET/);
});

test('SIGTERM lets a running upload finish, then the exit code is 0', async (t) => {
  const server = await startServer();
  t.after(() => server.remove());
  const body = [
    '--B',
    'Content-Disposition: form-data; name="fileName"',
    '',
    'late.txt',
    '--B',
    'Content-Disposition: form-data; name="file"; filename="x"',
    '',
    'late',
    '--B--',
    '',
  ].join('\r\n');
  const head = [
    'POST /api/v1/files/upload HTTP/1.1',
    'Host: x',
    `Authorization: Basic ${Buffer.from(`${server.privateKey}:`).toString('base64')}`,
    'Content-Type: multipart/form-data; boundary=B',
    'Expect: 100-continue',
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  const socket = connect(Number(new URL(server.baseUrl).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.write(head);
  await once(socket, 'data'); // 100 Continue: the server has the request
  const stopped = server.stop();
  const refused = await untilRefused(server.baseUrl);
  socket.write(body);
  await once(socket, 'close');
  assert.match(answer, /HTTP\/1\.1 200 OK/);
  assert.match(answer, /late_/);
  assert.ok(refused, 'no new connection is taken meanwhile');
  assert.equal(await stopped, 0);
});

test('SIGTERM to npm start reaches the server', async () => {
  const env = { ...process.env, HALFTONE_PORT: '0', HALFTONE_DATA_DIR: join(folder, 'npm') };
  const root = fileURLToPath(new URL('..', import.meta.url));
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of npm.stdout) if (`${chunk}`.includes('API base')) break;
  npm.kill('SIGTERM');
  const [code] = await once(npm, 'exit');
  assert.equal(code, 0);
  await (await lockFolder(join(folder, 'npm'))).release(); // the server is gone: its folder is free
});

/** Resolves once the server takes no more connections. */
async function untilRefused(url: string): Promise<true> {
  for (;;) {
    try {
      await fetch(`${url}/health`, { headers: { connection: 'close' } });
    } catch {
      return true;
    }
  }
}
