/**
 * Answers to what reaches neither delivery nor the API. They are JSON in the shape of the API: nobody knows yet whose
 * request it was.
 */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HalftoneError } from './kernel/index.ts';

/** How long a client may go on sending after it was refused; cut off at once, it might not see the answer. */
const LINGER_MS = 5_000;

export function refuse(response: ServerResponse, error: HalftoneError): void {
  const { headers, body } = answerTo(error);
  response.writeHead(error.status, headers).end(body);
}

/** For what never became a request and so has no response: the answer is written on the bare socket. */
export type SocketRefusals = {
  /** Must be told of every response: what is refused after it on the same connection waits for its end. */
  follow(response: ServerResponse): void;
  /** Answers once, in its turn, and ends the connection. */
  refuse(socket: Duplex, error: HalftoneError): void;
};

export function createSocketRefusals(): SocketRefusals {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  return {
    follow(response) {
      if (response.socket !== null) latest.set(response.socket, response);
    },
    refuse(socket, error) {
      // The parser fails anew on whatever else arrives.
      if (refused.has(socket)) return;
      refused.add(socket);
      const last = latest.get(socket);
      if (last === undefined || last.writableFinished) writeRefusal(socket, error);
      else if (last.req.complete) last.once('close', () => writeRefusal(socket, error));
      // It is this request that cannot be read to its end.
      else if (last.headersSent) socket.destroy();
      else writeRefusal(socket, error);
    },
  };
}

function writeRefusal(socket: Duplex, error: HalftoneError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { headers, body } = answerTo(error);
  const lines = [`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function answerTo({ message, help }: HalftoneError): {
  headers: Record<string, string | number>;
  body: string;
} {
  const body = JSON.stringify({ message, help });
  const id = crypto.randomUUID();
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    'x-ik-requestid': id,
    'x-request-id': id,
    connection: 'close',
  };
  return { headers, body };
}
