import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { openApiDocument } from './document.ts';

/**
 * All routes and the one that tells of them, itself included. The document is made once, when it is first asked for.
 * @param publicUrl base of the API
 */
export function withOpenApi(routes: readonly Route[], publicUrl: string): readonly Route[] {
  let document: object | undefined;
  const all: readonly Route[] = [
    ...routes,
    {
      method: 'GET',
      paths: ['/openapi.json'],
      summary: 'This document.',
      access: 'public',
      schema: { response: { 200: Type.Record(Type.String(), Type.Unknown()) } },
      handler: async () => {
        document ??= openApiDocument(all, publicUrl.replace(/\/+$/, ''));
        return document;
      },
    },
  ];
  return all;
}
