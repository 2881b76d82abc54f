import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { isPurgeable } from './purge-url.ts';

export function purgeCache(deps: {
  readonly library: Pick<Library, 'purge'>;
  readonly accounts: Pick<Accounts, 'urlEndpoints' | 'settings'>;
  readonly purgeUrl: (url: string) => Promise<void>;
  /** Base of media URLs, up to the account. */
  readonly mediaBase: string;
}): Route {
  return {
    method: 'POST',
    paths: ['/v1/files/purge'],
    summary: 'Purge what caches hold of a URL, or of all URLs that begin with it.',
    access: 'read-write',
    schema: {
      body: Type.Object({
        url: Type.String({
          format: 'uri',
          description:
            'Absolute, below a URL endpoint of the account. A `*` at its end stands for whatever follows; before it are two levels, 15 characters or a whole file name.',
        }),
      }),
      response: {
        201: Type.Object({
          requestId: Type.String({ pattern: '^[0-9a-f]{24}$', description: 'To ask for the status.' }),
        }),
      },
    },
    handler: async (request, reply) => {
      const { url } = jsonBody(request);
      if (url === undefined || url === null || url === '') throw errors.missingParameter('url');
      const endpoints = await deps.accounts.urlEndpoints.list();
      const { values } = await deps.accounts.settings.current();
      const places = {
        base: deps.mediaBase,
        domains: Object.keys(values.mediaDomains),
        prefixes: endpoints.map(({ urlPrefix }) => urlPrefix),
      };
      if (typeof url !== 'string' || !isPurgeable(url, places)) throw errors.invalidPurgeUrl();
      await deps.purgeUrl(url);
      return reply.code(201).send({ requestId: await deps.library.purge(url) });
    },
  };
}
