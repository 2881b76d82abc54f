import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Lets a client that is still sending read an answer that came early. Closing at once would reset the connection, and
 * with it the answer on its way. So the rest of the body is thrown away for a while, and whoever has not finished or
 * hung up by then is cut off.
 */
export function lingerAfter(request: IncomingMessage, response: ServerResponse, milliseconds: number): void {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, milliseconds).unref();
    request.once('close', () => clearTimeout(timer));
    request.on('error', () => {});
    request.resume();
  });
}
