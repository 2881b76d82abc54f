/** What delivery would do with a URL (docs/explain.md). ImageKit has nothing like it, so it is under our own prefix. */
import type { IncomingHttpHeaders } from 'node:http';
import { Type } from 'typebox';
import { errors } from './errors.ts';
import type { Route } from './route.ts';

export type ExplainUrl = (question: {
  readonly url: string;
  /** The Host header of the question: a URL under it is one of this server. */
  readonly host: string | undefined;
  /** Headers that the URL would be asked for with. */
  readonly headers: IncomingHttpHeaders;
}) => Promise<object>;

/** The headers that delivery looks at; each may be given as a query parameter of its name. */
const HEADERS = ['accept', 'sec-ch-dpr', 'sec-ch-width', 'save-data'] as const;

const size = Type.Object({ width: Type.Number(), height: Type.Number() });

export function explainUrl({ explain }: { readonly explain: ExplainUrl }): Route {
  return {
    method: 'GET',
    paths: ['/_halftone/v1/explain'],
    summary: 'What delivery makes of a media URL: the plan with its geometry, or the error.',
    access: 'read',
    schema: {
      querystring: Type.Object({
        url: Type.String({ description: 'A media URL of this server, or its path; percent-encoded.' }),
        accept: Type.Optional(Type.String({ description: 'The Accept header of a browser.' })),
        'sec-ch-dpr': Type.Optional(Type.String({ description: 'Density of its screen.' })),
        'sec-ch-width': Type.Optional(Type.String({ description: 'Width it needs, in physical pixels.' })),
        'save-data': Type.Optional(Type.String({ description: '`on` when it is to save data.' })),
      }),
      response: {
        200: Type.Object({
          target: Type.String({ description: 'Path and query of the URL as they would be sent.' }),
          transformation: Type.Optional(Type.String({ description: 'In canonical spelling.' })),
          inputs: Type.Optional(Type.Array(Type.Object({ versionId: Type.String() }))),
          delivers: Type.Optional(
            Type.String({ description: '`rendition`, `stored bytes`, `sanitized SVG`.' }),
          ),
          steps: Type.Optional(
            Type.Array(
              Type.Object({
                operations: Type.Array(Type.Object({ op: Type.String() })),
                size: Type.Union([size, Type.Null()]),
              }),
            ),
          ),
          ignored: Type.Optional(
            Type.Array(Type.Object({ parameter: Type.String(), reason: Type.String() })),
          ),
          size: Type.Optional(size),
          output: Type.Optional(Type.Object({ format: Type.String(), because: Type.String() })),
          vary: Type.Optional(Type.Array(Type.String())),
          key: Type.Optional(Type.String({ description: 'The ETag.' })),
          error: Type.Optional(
            Type.Object({ status: Type.Integer(), code: Type.String(), message: Type.String() }),
          ),
        }),
      },
    },
    handler: async (request) => {
      const query = request.query as URLSearchParams;
      const url = query.get('url');
      if (url === null || url.trim() === '') throw errors.missingParameter('url');
      const given = HEADERS.flatMap((name) => {
        const value = query.get(name);
        return value === null ? [] : [[name, value] as const];
      });
      return explain({ url, host: request.headers.host, headers: Object.fromEntries(given) });
    },
  };
}
