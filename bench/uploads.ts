/** Uploads of 100 kB files by 8 clients, against a bare server that hashes, writes and fsyncs the same bodies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../test/server.ts';
import { medianOfRounds, perSecond } from './load.ts';
import type { Row } from './row.ts';

const CLIENTS = 8;
const ROUNDS = 5;
const PER_ROUND = 400;
const FILE_BYTES = 100_000;

export async function uploads(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  const bare = spawn(
    process.execPath,
    [fileURLToPath(new URL('./bare-upload.ts', import.meta.url)), folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [port] = (await once(bare.stdout, 'data')) as [Buffer];
  const server = await startServer();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    const send = (url: string) =>
      perSecond(
        Array.from({ length: PER_ROUND }, () => () => post(url, server.privateKey, agent)),
        CLIENTS,
      );
    const figures = await medianOfRounds(
      ROUNDS,
      () => send(`${server.baseUrl}/api/v1/files/upload`),
      () => send(`http://127.0.0.1:${port.toString().trim()}/`),
    );
    return [{ name: 'uploads of 100 kB', ...figures, unit: '1/s', atLeast: 0.5 }];
  } finally {
    agent.destroy();
    bare.kill();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same multipart body to both; the bytes are new each time, or the library would keep one object for all. */
function post(url: string, privateKey: string, agent: Agent): Promise<void> {
  const file = Buffer.alloc(FILE_BYTES, 1);
  crypto.getRandomValues(file.subarray(0, 65_536));
  const head =
    '--B\r\nContent-Disposition: form-data; name="fileName"\r\n\r\nbench.bin\r\n--B\r\nContent-Disposition: form-data; name="file"; filename="bench.bin"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--B--\r\n')]);
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}`,
      'content-type': 'multipart/form-data; boundary=B',
      'content-length': body.length,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer
        .resume()
        .on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
        );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
