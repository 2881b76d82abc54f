/** Our fields as ImageKit's custom metadata field objects (rest-api.md 2.2). */
import { Type } from 'typebox';
import type { CustomField } from '../../library/index.ts';

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** The rules of a field, besides its type. */
const rules = {
  selectOptions: Type.Optional(Type.Array(scalar, { description: 'Of the two Select types.' })),
  defaultValue: Type.Optional(Type.Union([scalar, Type.Array(scalar)])),
  isValueRequired: Type.Optional(Type.Boolean({ description: 'A field with it needs a defaultValue.' })),
  minValue: Type.Optional(Type.Union([Type.Number(), Type.String()], { description: 'Number and Date.' })),
  maxValue: Type.Optional(Type.Union([Type.Number(), Type.String()], { description: 'Number and Date.' })),
  minLength: Type.Optional(Type.Integer({ minimum: 0, description: 'Text and Textarea.' })),
  maxLength: Type.Optional(Type.Integer({ minimum: 0, description: 'Text and Textarea.' })),
};

export const rulesSchema = Type.Object(rules, {
  description: 'In the place of all rules that the field has; its type stays.',
});

export const typedSchema = Type.Object(
  {
    type: Type.String({
      description: '`Text`, `Textarea`, `Number`, `Date`, `Boolean`, `SingleSelect`, `MultiSelect`.',
    }),
    ...rules,
  },
  { description: 'The type of the values, and rules for them.' },
);

export const fieldSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    name: Type.String(),
    label: Type.String(),
    schema: typedSchema,
    description: Type.Optional(Type.String({ description: 'Only when set.' })),
  },
  { $id: 'CustomMetadataField' },
);

export function fieldJson({ id, name, label, schema, description }: CustomField) {
  return { id, name, label, schema, ...(description !== null && { description }) };
}
