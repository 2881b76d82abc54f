/** A small client of the API for integration tests: what it sends and gets is in plain sight, and nothing is retried. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestServer } from './server.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test says it is
  readonly body: any;
};

type Address = Pick<TestServer, 'baseUrl' | 'privateKey'>;

export function authorization({ privateKey }: Address): string {
  return `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}`;
}

/** A request to the API with the private key; the body of the answer is JSON, or undefined when it is empty. */
export async function api(server: Address, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { authorization: authorization(server), ...init.headers };
  const response = await fetch(server.baseUrl + path, { ...init, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** An upload under exactly this name. */
export function uploadForm(
  fileName: string,
  bytes: Uint8Array<ArrayBuffer>,
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  const named = { fileName, useUniqueFileName: 'false', ...fields };
  for (const [name, value] of Object.entries(named)) form.set(name, value);
  form.set('file', new Blob([bytes]), fileName);
  return form;
}

export function upload(server: Address, ...form: Parameters<typeof uploadForm>): Promise<Answer> {
  return api(server, '/api/v1/files/upload', { method: 'POST', body: uploadForm(...form) });
}

/** An upload whose bytes the test sends by hand, piece by piece. */
export type OpenUpload = {
  /** Resolves when the connection takes more. */
  send(bytes: Uint8Array | string): Promise<void>;
  /** Ends the form and resolves with the answer. */
  finish(): Promise<{ status: number; headers: IncomingMessage['headers']; body: unknown }>;
  /** The answer that comes before the form has ended. */
  readonly answer: Promise<IncomingMessage>;
  /** The client is gone. */
  leave(): void;
};

/** @param kind whether `file` is sent as a file, or as a text field such as base64 */
export function openUpload(server: Address, fileName: string, kind: 'file' | 'text' = 'file'): OpenUpload {
  const sent: ClientRequest = request(`${server.baseUrl}/api/v1/files/upload`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: authorization(server),
      'content-type': 'multipart/form-data; boundary=B',
    },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject);
  });
  const closed = once(sent, 'close').catch(() => {});
  answer.catch(() => {}); // a client that leaves wants no answer
  const field = (name: string, value: string) =>
    `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const disposition = `form-data; name="file"${kind === 'file' ? `; filename="${fileName}"` : ''}`;
  sent.write(
    `${field('fileName', fileName)}${field('useUniqueFileName', 'false')}--B\r\nContent-Disposition: ${disposition}\r\n\r\n`,
  );
  return {
    answer,
    async send(bytes) {
      if (!sent.write(bytes)) await Promise.race([once(sent, 'drain'), closed]);
    },
    async finish() {
      sent.end('\r\n--B--\r\n');
      const response = await answer;
      return { status: response.statusCode ?? 0, headers: response.headers, body: await json(response) };
    },
    leave: () => sent.destroy(),
  };
}
