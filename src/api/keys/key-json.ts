import { Type } from 'typebox';
import type { ApiKey, NewKey, Permission } from '../../accounts/index.ts';
import { errors } from '../errors.ts';
import { isStorableText } from '../text-list.ts';

export const PERMISSIONS = [
  'standard',
  'none',
  'read',
  'read-write',
] as const satisfies readonly Permission[];
const MAX_NAME_LENGTH = 100;

export const permissionSchema = Type.String({
  enum: [...PERMISSIONS],
  description: 'Everything (`standard`), or so much of media access.',
});
export const nameSchema = Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()], {
  description: 'What you call it.',
});
export const keyParams = Type.Object({ id: Type.String() });

const shown = {
  id: Type.String(),
  publicKey: Type.String(),
  privateKeyEnd: Type.String({ description: 'The last four characters of the private key.' }),
  name: nameSchema,
  permission: permissionSchema,
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  expired: Type.Boolean(),
  fixed: Type.Boolean({ description: 'Given by the environment: it cannot be changed here.' }),
};

export const keySchema = Type.Object(shown, { $id: 'ApiKey' });
export const newKeySchema = Type.Object(
  {
    ...shown,
    privateKey: Type.String({ description: 'Shown only here: keep it now.' }),
  },
  { $id: 'NewApiKey' },
);

export function keyJson(key: ApiKey) {
  const { id, publicKey, privateKeyEnd, name, permission, createdAt, expiresAt, expired, fixed } = key;
  return {
    id,
    publicKey,
    privateKeyEnd,
    name,
    permission,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    expired,
    fixed,
  };
}

export function newKeyJson(key: NewKey) {
  return { ...keyJson(key), privateKey: key.privateKey };
}

/** Errors: 400. */
export function readPermission(value: unknown): Permission {
  const permission = PERMISSIONS.find((known) => known === value);
  if (permission === undefined) throw errors.invalidPermission();
  return permission;
}

/** Empty or null: none. Errors: 400. */
export function readName(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const isName = typeof value === 'string' && value.length <= MAX_NAME_LENGTH && isStorableText(value);
  if (!isName) throw errors.invalidKeyName();
  return value;
}

export function keyIdOf(params: unknown): string {
  return (params as { readonly id: string }).id;
}
