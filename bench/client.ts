/** What the benchmarks ask a server with. It works on the same cores as the server: the lightest client there is. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { upload } from '../test/client.ts';
import type { TestServer } from '../test/server.ts';

export type Answer = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

export type Client = {
  /** @throws when the answer is not 200 */
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same of a rendition that nobody has asked for yet. @throws when it came from a cache: then the measure is void */
  getCold(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
};

export function createClient(connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const get: Client['get'] = (url, headers) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve({ headers: answer.headers, body: Buffer.concat(chunks) });
          else reject(new Error(`${answer.statusCode} ${answer.headers['ik-error']} ${url}`));
        });
      });
      sent.on('error', reject).end();
    });
  return {
    get,
    async getCold(url, headers) {
      const answer = await get(url, headers);
      if (!answer.headers['x-cache']?.includes('Miss')) throw new Error(`not made for this request: ${url}`);
      return answer;
    },
    close: () => agent.destroy(),
  };
}

/** @throws when the upload is refused */
export async function store(server: TestServer, folder: string, name: string, bytes: Buffer): Promise<void> {
  const { status, body } = await upload(server, name, new Uint8Array(bytes), { folder });
  if (status !== 200) throw new Error(JSON.stringify(body));
}
