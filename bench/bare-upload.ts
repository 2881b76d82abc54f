/** The least that a durable upload costs: hash and write the body as it comes, fsync the file and its folder, answer. */
import { createHash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';

const server = createServer(async (request, response) => {
  const hash = createHash('sha256');
  const file = await open(join(folder, randomUUID()), 'wx');
  for await (const chunk of request) {
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.sync();
  await file.close();
  const directory = await open(folder, 'r');
  await directory.sync();
  await directory.close();
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ hash: hash.digest('hex') }));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
