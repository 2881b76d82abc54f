/** The fields of `searchQuery` (rest-api.md 3.3). */
import type { Field, Fields, Operator, ValueType } from './ast.ts';
import { type CustomField, customOperators, EQUALITY, EXISTENCE, LISTS, ORDER } from './custom-operators.ts';

/** Where the values of a field are. */
export type AssetTarget =
  | { readonly of: (typeof PLAIN)[number][0] }
  | { readonly of: 'customMetadata'; readonly fieldId: string }
  /** One of the texts and numbers that a file says about itself. */
  | { readonly of: 'embedded'; readonly name: string }
  | { readonly of: 'takenAt' }
  | { readonly of: 'place' };

const MATCH = [...EQUALITY, ...LISTS];
const FLAG = ['=', ':', 'IN'] as const;

/** Operators as documented, and those that older documents or clients have used. */
const PLAIN = [
  ['name', 'name', [...MATCH, ':', 'HAS']],
  ['tags', 'text', [...LISTS, 'HAS', ...EXISTENCE]],
  ['type', 'kind', [...MATCH, ':']],
  ['id', 'text', MATCH],
  ['createdAt', 'date', [...MATCH, ...ORDER]],
  ['updatedAt', 'date', [...MATCH, ...ORDER]],
  ['width', 'number', [...MATCH, ...ORDER]],
  ['height', 'number', [...MATCH, ...ORDER]],
  ['size', 'size', [...MATCH, ...ORDER]],
  ['videoDuration', 'duration', [...MATCH, ...ORDER]],
  ['format', 'format', [...MATCH, ':']],
  ['private', 'boolean', FLAG],
  ['published', 'boolean', FLAG],
  ['transparency', 'boolean', FLAG],
  ['createdBy', 'text', MATCH],
  ['path', 'path', [...MATCH, ':']],
] as const satisfies readonly (readonly [string, ValueType, readonly Operator[]])[];

const EMBEDDED: readonly Field<AssetTarget>[] = [
  {
    name: 'embeddedMetadata.Keywords',
    type: 'text',
    operators: [...LISTS, ...EXISTENCE],
    target: { of: 'embedded', name: 'Keywords' },
  },
  {
    name: 'embeddedMetadata.DateTimeOriginal',
    type: 'date',
    operators: [...MATCH, ...ORDER, ...EXISTENCE],
    target: { of: 'takenAt' },
  },
  { name: 'embeddedMetadata.LocationTaken', type: 'region', operators: ['='], target: { of: 'place' } },
];

const OTHER_EMBEDDED = /^embeddedMetadata\.([A-Za-z0-9_-]{1,100})$/;

/** All fields of a library with this custom metadata. */
export function assetFields(customFields: readonly CustomField[]): Fields<AssetTarget> {
  const known: readonly Field<AssetTarget>[] = [
    ...PLAIN.map(([name, type, operators]) => ({ name, type, operators, target: { of: name } })),
    ...EMBEDDED,
    ...customFields.map(({ id, name, type, isDeleted }) => {
      const [valueType, operators] = customOperators(type, 'search');
      return {
        name: `customMetadata.${name}`,
        type: valueType,
        operators,
        target: { of: 'customMetadata', fieldId: id } as const,
        isDeleted,
      };
    }),
  ];
  const byName = new Map(known.map((field) => [field.name, field]));
  return {
    names: [...byName.keys()],
    find(name) {
      const [, embedded] = OTHER_EMBEDDED.exec(name) ?? [];
      return byName.get(name) ?? (embedded === undefined ? undefined : otherEmbedded(embedded));
    },
  };
}

/** What ImageKit does not document can be looked for as well. */
function otherEmbedded(name: string): Field<AssetTarget> {
  return {
    name: `embeddedMetadata.${name}`,
    type: 'option',
    operators: ['=', 'IN', ...EXISTENCE],
    target: { of: 'embedded', name },
  };
}
