/** Media URLs: everything a browser, player or CDN can ask the delivery host for. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from './errors.ts';
import { answerFailure } from './failure.ts';
import { commonHeaders, PREFLIGHT } from './headers.ts';
import { createServe, type DeliveryDeps } from './serve.ts';

export { errors as deliveryErrors } from './errors.ts';
export { createExplain, type Explain, type Explanation } from './explain.ts';
export type { DeliveryDeps } from './serve.ts';
export type { DeliverySettings } from './settings.ts';

export type Delivery = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The handler of every request whose target is a media URL. It answers whatever happens, and never rejects. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const serve = createServe(deps);
  return async (request, response) => {
    const requestId = deps.requestId();
    try {
      switch (request.method) {
        case 'GET':
        case 'HEAD':
          await serve(request, response, requestId);
          break;
        case 'OPTIONS':
          response.writeHead(204, [...commonHeaders(requestId), ...PREFLIGHT]).end();
          break;
        default:
          throw errors.methodNotAllowed();
      }
    } catch (error) {
      answerFailure(response, error, requestId, deps.log);
    }
  };
}
