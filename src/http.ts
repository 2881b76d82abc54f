/**
 * The HTTP door: one `node:http` server that looks at the raw target and hands the request to delivery or to the API.
 * A router would decode paths, answer malformed escapes itself and cut long URLs, so none stands in front of delivery.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RESERVED_SEGMENTS } from './config.ts';
import { errors, MAX_HEADER_BYTES, MAX_TARGET_BYTES } from './errors.ts';
import type { HalftoneError } from './kernel/index.ts';
import { createSocketRefusals, refuse } from './refusal.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
export type Handlers = { readonly api: Handler; readonly delivery: Handler };

/** A client has this long for its request's headers; uploads have limits of their own instead of a total time-out. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of proxies, so that it is the proxy that closes idle connections. */
const KEEP_ALIVE_MS = 65_000;

/** How long running requests may take to finish once the server is told to stop. */
const CLOSE_GRACE_MS = 10_000;
const CLOSE_IDLE_EVERY_MS = 50;

const RESERVED: ReadonlySet<string> = new Set(RESERVED_SEGMENTS);

/**
 * A server that dispatches by the first path segment. It does not listen yet.
 *
 * @param mount the path of the public URL: with it or, where a proxy has taken it off, without, a target is the same
 */
export function createHttpServer(handlers: Handlers, mount = '/'): Server {
  const prefix = mount.replace(/\/+$/, '');
  const onSocket = createSocketRefusals();
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
      // Missing ones are refused here, with the headers of all our answers.
      requireHostHeader: false,
    },
    (request, response) => {
      onSocket.follow(response);
      if (prefix !== '') request.url = unmounted(request.url ?? '/', prefix);
      const target = request.url ?? '/';
      if (target.length > MAX_TARGET_BYTES) refuse(response, errors.targetTooLong());
      else if (request.headers.host === undefined && request.httpVersion !== '1.0') {
        refuse(response, errors.hostMissing());
      } else if (belongsToApi(target)) handlers.api(request, response);
      else handlers.delivery(request, response);
    },
  );
  // Without these listeners Node would answer by itself, or hang up.
  server.on('checkExpectation', (_request, response) => refuse(response, errors.unknownExpectation()));
  server.on('connect', (_request, socket) => onSocket.refuse(socket, errors.noTunnels()));
  server.on('clientError', (failure: NodeJS.ErrnoException, socket) => {
    if (failure.code === 'ECONNRESET') socket.destroy();
    else onSocket.refuse(socket, unreadable(failure));
  });
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
  // A connection whose request ends only now would idle on until its keep-alive time-out.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(grace);
}

/** Whether a raw request target (origin or absolute form) is none of delivery's. Asked of every request: no regular expression. */
export function belongsToApi(target: string): boolean {
  let start = 0;
  if (target[0] !== '/') {
    const scheme = target.indexOf('://');
    start = scheme === -1 ? target.length : endOfPart(target, scheme + 3);
  }
  while (target[start] === '/') start++;
  return RESERVED.has(target.slice(start, endOfPart(target, start)));
}

/** A raw request target without the path under which the public sees this server. */
function unmounted(target: string, prefix: string): string {
  if (!target.startsWith(prefix)) return target;
  const rest = target.slice(prefix.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : target;
}

/** The first place, from `start` on, of `/`, `?` or `#`; the end where there is none. */
function endOfPart(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2f || code === 0x3f || code === 0x23) return at;
  }
  return text.length;
}

/** What Node's parser could not read. */
function unreadable({ code = '' }: NodeJS.ErrnoException): HalftoneError {
  if (code === 'HPE_HEADER_OVERFLOW') return errors.headersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return errors.headersTooSlow();
  return errors.notHttp();
}
