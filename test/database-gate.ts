/** A gate before a PostgreSQL server: shut, the server is as good as stopped, and connections it had are cut. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export type DatabaseGate = {
  /** The database's URL through the gate. */
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
};

/** @param databaseUrl of a server reached through a socket file, as `startPostgres` starts it, or over TCP */
export async function openDatabaseGate(
  t: Pick<TestContext, 'after'>,
  databaseUrl: string,
): Promise<DatabaseGate> {
  const { pathname, port, searchParams, hostname } = new URL(databaseUrl);
  const folder = searchParams.get('host');
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const behind = () =>
    folder === null
      ? connect(Number(port || 5432), hostname)
      : connect(join(folder, `.s.PGSQL.${port || 5432}`));
  const gate = createServer((socket) => {
    const inner = keep(behind());
    keep(socket).pipe(inner).pipe(socket);
    socket.on('close', () => inner.destroy());
    inner.on('close', () => socket.destroy());
  });
  const open = async (at = 0) => {
    gate.listen(at, '127.0.0.1');
    await once(gate, 'listening');
    return (gate.address() as AddressInfo).port;
  };
  const shut = async () => {
    const closed = once(gate, 'close');
    gate.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const own = await open();
  t.after(() => (gate.listening ? shut() : undefined));
  return {
    url: `postgres://postgres@127.0.0.1:${own}${pathname}`,
    shut,
    open: async () => void (await open(own)),
  };
}
