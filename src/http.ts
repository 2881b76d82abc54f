/**
 * The HTTP door: one `node:http` server that looks at the raw target and hands the request to delivery or to the API.
 * A router would decode paths, answer malformed escapes itself and cut long URLs, so none stands in front of delivery.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { RESERVED_SEGMENTS } from './config.ts';
import { defineErrors } from './kernel/index.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
export type Handlers = { readonly api: Handler; readonly delivery: Handler };

/** Longest request target, in bytes; longer ones answer 414. What is shorter is judged by the language, as a 400. */
const MAX_TARGET_BYTES = 100_000;
/** Above the longest target plus ordinary headers; beyond it Node's parser gives up and the answer is 431. */
const MAX_HEADER_BYTES = 128 * 1024;
/** A client has this long for its request's headers; uploads have limits of their own instead of a total time-out. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of proxies, so that it is the proxy that closes idle connections. */
const KEEP_ALIVE_MS = 65_000;

/** How long running requests may take to finish once the server is told to stop. */
const CLOSE_GRACE_MS = 10_000;

const errors = defineErrors({
  portInUse: {
    code: 'ELISTEN',
    status: 500,
    message: (host: string, port: number) => `${host}:${port} is in use by another program.`,
    help: 'Stop that program, or choose another port with HALFTONE_PORT.',
  },
  cannotListen: {
    code: 'ELISTEN',
    status: 500,
    message: (host: string, port: number, reason: string) => `Cannot listen on ${host}:${port} (${reason}).`,
    help: 'Choose an address of this machine with HALFTONE_HOST and a free port with HALFTONE_PORT.',
  },
});

const RESERVED: ReadonlySet<string> = new Set(RESERVED_SEGMENTS);

/** A server that dispatches by the first path segment. It does not listen yet. */
export function createHttpServer(handlers: Handlers): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    },
    (request, response) => {
      const target = request.url ?? '/';
      if (target.length > MAX_TARGET_BYTES) refuse(response, 414);
      else if (belongsToApi(target)) handlers.api(request, response);
      else handlers.delivery(request, response);
    },
  );
  server.on('clientError', answerClientError);
  return server;
}

/**
 * Listens where the configuration says.
 * @throws `portInUse`, `cannotListen`
 */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  try {
    await once(server.listen({ host, port }), 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EADDRINUSE'
      ? errors.portInUse(host, port).because(error)
      : errors.cannotListen(host, port, code ?? String(error)).because(error);
  }
}

/** Takes no more connections and waits for running requests, but no longer than the grace period. */
export async function closeGracefully(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(grace);
}

/** Whether a raw request target (origin or absolute form) is none of delivery's. */
export function belongsToApi(target: string): boolean {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const [, segment = ''] = /^\/*([^/?#]*)/.exec(path) ?? [];
  return RESERVED.has(segment);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...errorHeaders(status), connection: 'close' }).end(errorBody(status));
}

/** What Node's parser could not read never becomes a request: the answer is written on the bare socket. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const headers = Object.entries({ ...errorHeaders(status), connection: 'close' });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${errorBody(status)}`);
}

function errorHeaders(status: number): Record<string, string | number> {
  const id = crypto.randomUUID();
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(errorBody(status)),
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    'x-ik-requestid': id,
    'x-request-id': id,
  };
}

const MESSAGES: Readonly<Record<number, { message: string; help: string }>> = {
  400: {
    message: 'Your request is not valid HTTP.',
    help: 'Check the request line, the headers and the length of the body.',
  },
  408: {
    message: 'Your request took too long to arrive.',
    help: 'Send the whole header of the request at once.',
  },
  414: {
    message: 'The URL of your request is too long.',
    help: `Keep it below ${MAX_TARGET_BYTES} bytes; store long transformations as named ones.`,
  },
  431: {
    message: 'The headers of your request are too large.',
    help: `Keep them below ${MAX_HEADER_BYTES} bytes in all.`,
  },
};

function errorBody(status: number): string {
  return JSON.stringify(MESSAGES[status]);
}
