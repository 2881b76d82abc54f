/** Many who ask for the same at once: the work is done once, counted where it is done. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import sharp from 'sharp';
import { upload } from './client.ts';
import { startServer } from './server.ts';

const CLIENTS = 1000;

test(`${CLIENTS} identical cold requests are one job of one child, and identical bytes`, async (t) => {
  const server = await startServer({ HALFTONE_LOG_LEVEL: 'debug' });
  t.after(() => server.remove());
  const create = { width: 2000, height: 1500, channels: 3, background: '#a53' } as const;
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const bytes = await sharp({ create: { ...create, noise } })
    .jpeg()
    .toBuffer();
  await upload(server, 'a.jpg', new Uint8Array(bytes));

  const agent = new Agent({ maxSockets: CLIENTS });
  t.after(() => agent.destroy());
  const get = () =>
    new Promise<string>((resolve, reject) => {
      const sent = request(`${server.urlEndpoint}/tr:w-700,f-webp/a.jpg`, { agent }, (answer) => {
        const digest = createHash('sha256');
        answer.on('data', (chunk) => digest.update(chunk));
        answer.on('end', () => resolve(`${answer.statusCode} ${digest.digest('hex')}`));
      });
      sent.on('error', reject).end();
    });
  const answers = new Set(await Promise.all(Array.from({ length: CLIENTS }, get)));
  assert.equal(answers.size, 1);
  assert.match([...answers].join(), /^200 /);
  // The pool tells of each job in a line of its own.
  assert.equal(server.output().split('"task":"render"').length - 1, 1);
});
