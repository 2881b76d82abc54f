/** The fields of `checks` (rest-api.md 2.3): what an upload asks for and what its file is. */
import type { Field, Fields, Operator, ValueType } from './ast.ts';
import { type CustomField, customOperators, EQUALITY, LISTS, ORDER } from './custom-operators.ts';

const TEXT: readonly Operator[] = [...EQUALITY, ':', ...LISTS];
const MEASURE: readonly Operator[] = ['=', ...ORDER];

const FIELDS = {
  'request.fileName': ['name', TEXT],
  'request.folder': ['folder', TEXT],
  'request.customCoordinates': ['text', TEXT],
  'request.webhookUrl': ['text', TEXT],
  'request.useUniqueFileName': ['boolean', EQUALITY],
  'request.isPrivateFile': ['boolean', EQUALITY],
  'request.isPublished': ['boolean', EQUALITY],
  'request.overwriteFile': ['boolean', EQUALITY],
  'request.overwriteAITags': ['boolean', EQUALITY],
  'request.overwriteTags': ['boolean', EQUALITY],
  'request.overwriteCustomMetadata': ['boolean', EQUALITY],
  'request.tags': ['text', LISTS],
  'file.size': ['size', MEASURE],
  'file.mime': ['text', TEXT],
  'mediaMetadata.width': ['number', MEASURE],
  'mediaMetadata.height': ['number', MEASURE],
  'mediaMetadata.duration': ['number', MEASURE],
  'mediaMetadata.bitRate': ['number', MEASURE],
  'mediaMetadata.videoCodec': ['text', TEXT],
  'mediaMetadata.audioCodec': ['text', TEXT],
} as const satisfies Readonly<Record<string, readonly [ValueType, readonly Operator[]]>>;

/** A field of `checks` that every account has. */
export type CheckField = keyof typeof FIELDS;

export type CheckTarget = CheckField | { readonly customMetadata: string };

export function checkFields(customFields: readonly CustomField[]): Fields<CheckTarget> {
  const plain = Object.entries(FIELDS).map(([name, [type, operators]]): Field<CheckTarget> => {
    return { name, type, operators, target: name as CheckField };
  });
  const custom = customFields
    .filter((field) => !field.isDeleted)
    .map(({ name, type }): Field<CheckTarget> => {
      const [valueType, operators] = customOperators(type, 'checks');
      return {
        name: `request.customMetadata.${name}`,
        type: valueType,
        operators,
        target: { customMetadata: name },
      };
    });
  const byName = new Map([...plain, ...custom].map((field) => [field.name, field]));
  return { names: [...byName.keys()], find: (name) => byName.get(name) };
}
