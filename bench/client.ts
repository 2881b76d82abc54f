/** What the benchmarks ask a server with: as many connections as there are questions at once, each kept for the next. */
import { upload } from '../test/client.ts';
import type { TestServer } from '../test/server.ts';
import { type Connection, connect } from './connection.ts';

export type Answer = {
  /** By its name in lower case; the value is in lower case too. */
  header(name: string): string | undefined;
  readonly body: Buffer;
};

export type Client = {
  /** @throws when the answer is not 200 */
  get(url: string, headers?: Headers): Promise<Answer>;
  /** Reads a rendition that nobody has asked for yet, and throws it away. @throws as `get`, and as `checkCold` */
  readCold(url: string, headers?: Headers): Promise<void>;
  close(): void;
};

type Headers = Readonly<Record<string, string>>;

export function createClient(): Client {
  const connections: Connection[] = [];
  const free = new Map<string, Connection[]>();

  async function ask(url: string, headers: Headers, wanted: boolean): Promise<Answer> {
    const { host, hostname, port, pathname, search } = new URL(url);
    const idle = free.get(host) ?? [];
    free.set(host, idle);
    const connection = idle.pop() ?? connect(hostname, Number(port || 80));
    if (!connections.includes(connection)) connections.push(connection);
    const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`;
    const { head, body } = await connection.ask(request, wanted);
    idle.push(connection);
    if (!head.startsWith('http/1.1 200')) throw new Error(`${url}\n${head}`);
    return { body, header: (name) => head.split(`\r\n${name}:`)[1]?.split('\r\n')[0]?.trim() };
  }

  return {
    get: (url, headers = {}) => ask(url, headers, true),
    async readCold(url, headers = {}) {
      checkCold(url, await ask(url, headers, false));
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}

/** @throws when the answer came from a cache: then the measure is void */
export function checkCold(url: string, { header }: Answer): void {
  if (!header('x-cache')?.includes('miss')) throw new Error(`not made for this request: ${url}`);
}

/** @throws when the upload is refused */
export async function store(server: TestServer, folder: string, name: string, bytes: Buffer): Promise<void> {
  const { status, body } = await upload(server, name, new Uint8Array(bytes), { folder });
  if (status !== 200) throw new Error(JSON.stringify(body));
}
