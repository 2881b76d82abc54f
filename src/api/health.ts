import { Type } from 'typebox';
import { errors } from './errors.ts';
import type { Route } from './route.ts';

const statusSchema = Type.Object({ status: Type.String() });

export function health(): Route {
  return {
    method: 'GET',
    paths: ['/health'],
    summary: 'Whether the process serves.',
    access: 'public',
    schema: { response: { 200: statusSchema } },
    handler: async () => ({ status: 'ok' }),
  };
}

/** @param check rejects when the database or the storage does not answer */
export function readiness(check: () => Promise<void>): Route {
  return {
    method: 'GET',
    paths: ['/ready'],
    summary: 'Whether the database and the storage answer.',
    access: 'public',
    schema: { response: { 200: statusSchema } },
    handler: async () => {
      await check().catch((cause: unknown) => {
        throw errors.notReady().because(cause);
      });
      return { status: 'ready' };
    },
  };
}
