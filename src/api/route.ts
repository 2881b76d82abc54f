/** What a route is: its file says all of it, and `app.ts` lists the files. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { KeyPair } from '../accounts/index.ts';
import type { RateClass } from '../settings/index.ts';
import type { Access } from './auth.ts';
import { rateClassOf } from './rate-limits/rate-class.ts';

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path of the API first, then those of older clients. */
  readonly paths: readonly [string, ...string[]];
  /** One line for the documentation. */
  readonly summary: string;
  readonly access: Access;
  /** Clients without a private key may still be admitted by the handler, by what is in the form. */
  readonly admitsSignedForms?: true;
  /** Doing it twice is not doing it once: a failure of ours must not make a client try again by itself. */
  readonly once?: true;
  /** Values are checked by the handlers, whose messages are ImageKit's; the schemas are the documentation. */
  readonly schema: {
    readonly params?: TSchema;
    readonly querystring?: TSchema;
    readonly body?: TSchema;
    readonly response: Readonly<Record<number, TSchema>>;
  };
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
    readonly admitsSignedForms?: boolean;
    readonly once?: boolean;
    /** With which requests it is counted; undefined: with none. */
    readonly rateClass?: RateClass | undefined;
  }
  interface FastifyRequest {
    /** Whose private key the request carries; undefined on public routes and for clients that sign a form. */
    keyPair: KeyPair | undefined;
  }
}

export function addRoute(app: FastifyInstance, route: Route): void {
  for (const url of route.paths) {
    app.route({
      method: route.method,
      url,
      config: {
        access: route.access,
        admitsSignedForms: route.admitsSignedForms === true,
        once: route.once === true,
        rateClass: rateClassOf(url, route.access),
      },
      schema: { summary: route.summary, ...route.schema },
      handler: route.handler,
    });
  }
}
