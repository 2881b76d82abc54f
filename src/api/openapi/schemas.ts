/**
 * Our typebox schemas as the schemas of the document. OpenAPI 3.1 takes JSON Schema as it is, so there is little to
 * do: a schema with an `$id` becomes a component of that name; a map, and a choice of words, are written in the way
 * that tools know.
 */
import type { TSchema } from 'typebox';

export type JsonSchema = { readonly [key: string]: unknown };

export type SchemaRegistry = {
  /** The schema as it stands in an operation; a component is only referred to. */
  of(schema: TSchema): JsonSchema;
  /** All components so far, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
};

/** typebox writes a map of anything by this pattern. */
const ANY_KEY = '^.*$';

export function createSchemaRegistry(): SchemaRegistry {
  const components: Record<string, JsonSchema> = {};

  /** @throws when two different schemas have one name: a mistake in the routes */
  function refer({ $id: name, ...schema }: JsonSchema): JsonSchema {
    if (typeof name !== 'string') return schema;
    const known = components[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`Two schemas are called ${name}`);
    }
    components[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  function convert(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const converted = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, convert(inner)]));
    const { patternProperties, ...rest } = converted;
    const map = (patternProperties as Record<string, unknown> | undefined)?.[ANY_KEY];
    return refer(asEnum(map === undefined ? converted : { ...rest, additionalProperties: map }));
  }

  // What typebox keeps beside the JSON is not enumerable.
  return { of: (schema) => convert(JSON.parse(JSON.stringify(schema))) as JsonSchema, components };
}

/** typebox writes a choice of words as a choice of schemas, of which generated clients make a type for each word. */
function asEnum(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const words = Array.isArray(anyOf) ? anyOf.map(wordOf) : [];
  return words.length > 0 && !words.includes(undefined) ? { ...rest, type: 'string', enum: words } : schema;
}

function wordOf(choice: JsonSchema): unknown {
  return typeof choice.const === 'string' && Object.keys(choice).length === 2 ? choice.const : undefined;
}
