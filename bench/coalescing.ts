/** A thousand clients that ask for the same cold rendition at once: how many jobs a child does. */
import { startServer } from '../test/server.ts';
import { createClient, store } from './client.ts';
import { photograph } from './photos.ts';
import type { Row } from './row.ts';

const CLIENTS = 1000;

export async function coalescing(): Promise<readonly Row[]> {
  // At this level the pool tells of each job in a line of its own.
  const server = await startServer({ HALFTONE_LOG_LEVEL: 'debug' });
  const client = createClient();
  try {
    await store(server, '/', 'a.jpg', await photograph(0));
    const url = `${server.urlEndpoint}/tr:w-700,f-webp/a.jpg`;
    await Promise.all(Array.from({ length: CLIENTS }, () => client.get(url)));
    const renders = server.output().split('"task":"render"').length - 1;
    const name = `${CLIENTS} identical cold requests`;
    return [{ name, ours: renders, baseline: 1, unit: 'renders', atLeast: 1, atMost: 1 }];
  } finally {
    client.close();
    await server.remove();
  }
}
