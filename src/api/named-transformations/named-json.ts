/** Named transformations on the wire (rest-api.md 2.16). */
import { Type } from 'typebox';
import type { NamedTransformation } from '../../accounts/index.ts';

export const nameProperty = Type.String({
  pattern: '^[A-Za-z0-9_]{1,200}$',
  description: 'What stands behind `n-` in URLs; its case counts, and no other one has it.',
});
export const transformationProperty = Type.String({
  minLength: 1,
  maxLength: 20_000,
  description: 'Steps and parameters as in URLs, with or without `tr:`; other names may stand in it.',
});
export const enabledProperty = Type.Boolean({
  default: true,
  description: 'URLs with the name of a disabled one are refused.',
});

export const namedSchema = Type.Object(
  {
    id: Type.String(),
    name: nameProperty,
    transformation: transformationProperty,
    enabled: enabledProperty,
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'NamedTransformation' },
);

export function namedJson({ id, name, transformation, enabled, createdAt }: NamedTransformation) {
  return { id, name, transformation, enabled, createdAt: new Date(createdAt).toISOString() };
}
