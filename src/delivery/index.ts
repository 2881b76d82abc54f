/** Media URLs: everything a browser, player or CDN can ask the delivery host for. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from './errors.ts';
import { answerFailure } from './failure.ts';
import { commonHeaders, PREFLIGHT } from './headers.ts';
import { countedOf, startJourney } from './journey.ts';
import { createServe, type DeliveryDeps } from './serve.ts';

export { createDescribeUrl, type DescribedUrl, type DescribeUrl } from './describe-url.ts';
export { errors as deliveryErrors } from './errors.ts';
export { createExplain, type Explain, type Explanation } from './explain.ts';
export { createPreTransform } from './pre-transform.ts';
export { createPurge, type Purge } from './purge.ts';
export type { DeliveryDeps } from './serve.ts';
export type { DeliverySettings } from './settings.ts';
export { createWarm, type Warm } from './warm.ts';

export type Delivery = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The handler of every request whose target is a media URL. It answers whatever happens, and never rejects. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const serve = createServe(deps);
  return async (request, response) => {
    const requestId = deps.requestId();
    const journey = startJourney();
    try {
      switch (request.method) {
        case 'GET':
        case 'HEAD':
          await serve(request, response, requestId, journey);
          break;
        case 'OPTIONS':
          response.writeHead(204, [...commonHeaders(requestId), ...PREFLIGHT]).end();
          return;
        default:
          throw errors.methodNotAllowed();
      }
    } catch (error) {
      const failed = answerFailure(response, error, requestId, journey.known, deps.log);
      journey.reason = failed?.code;
      if (request.method !== 'HEAD') journey.bytes += failed?.bytes ?? 0;
    }
    if (response.headersSent) deps.usage.count(countedOf(journey, request, response));
  };
}
