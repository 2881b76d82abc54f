/** Origins on the wire, requests and answers, from the table of types (rest-api.md 6.3). */
import { type TSchema, Type } from 'typebox';
import {
  COMMON_FIELDS,
  FIELDS_BY_TYPE,
  isSecret,
  ORIGIN_TYPES,
  type Origin,
  type OriginField,
  type OriginType,
} from '../../accounts/index.ts';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  name: 'Letters, digits and spaces.',
  includeCanonicalHeader: 'Whether answers from this origin carry a Link header with rel="canonical".',
  baseUrlForCanonicalHeader: 'What stands before the path in that header.',
  prefix: 'Path inside the bucket or container.',
  useIAMRole: 'Whether a role takes the place of both keys, which are empty then.',
  endpoint: 'Of the S3-compatible service.',
  s3ForcePathStyle: 'Whether the bucket stands in the path and not in the host.',
  forwardHostHeaderToOrigin: 'Whether the origin sees the Host header of the client.',
};

export const originRequestSchema = Type.Union(
  ORIGIN_TYPES.map((type) => schemaOf(type, 'request')),
  { $id: 'OriginRequest' },
);
export const originSchema = Type.Union(
  ORIGIN_TYPES.map((type) => schemaOf(type, 'answer')),
  { $id: 'Origin' },
);

/** Without what is secret; optional values only where they are set. */
export function originJson({ id, type, values }: Origin) {
  return { id, type, ...values };
}

function schemaOf(type: OriginType, where: 'request' | 'answer'): TSchema {
  const named = Object.entries({ ...COMMON_FIELDS, ...FIELDS_BY_TYPE[type] });
  const shown = named.filter(([, field]) => where === 'request' || !isSecret(field));
  return Type.Object(
    {
      ...(where === 'answer' && { id: Type.String() }),
      type: Type.Literal(type),
      ...Object.fromEntries(shown.map(([name, field]) => [name, fieldSchema(name, field, where)])),
    },
    { title: type, additionalProperties: false },
  );
}

function fieldSchema(name: string, field: OriginField, where: 'request' | 'answer'): TSchema {
  const described = DESCRIPTIONS[name] === undefined ? {} : { description: DESCRIPTIONS[name] };
  const hasDefault = field.kind === 'flag' || (field.kind === 'text' && field.fallback !== undefined);
  const isOptional = field.kind === 'url' ? field.optional === true : hasDefault && where === 'request';
  const schema = valueSchema(field, described);
  return isOptional ? Type.Optional(schema) : schema;
}

function valueSchema(field: OriginField, described: { readonly description?: string }): TSchema {
  if (field.kind === 'flag') return Type.Boolean({ default: false, ...described });
  if (field.kind === 'url') return Type.String({ format: 'uri', ...described });
  const { min, max, pattern, fallback } = field;
  return Type.String({
    minLength: min,
    maxLength: max,
    ...(pattern !== undefined && { pattern: pattern.source }),
    ...(fallback !== undefined && { default: fallback }),
    ...described,
  });
}
