/**
 * Requests made up from the server's document, as plain data that fast-check prints when it has found something. What
 * only a running server knows (ids, paths) stands in a plan as a reference, and is put in when the request is sent.
 */
import fc from 'fast-check';
import { type ApiDocument, at, type Json } from '../official/official.ts';
import { FILE, hint, known, NAME, WEIRD_JSON, WEIRD_TEXT } from './values.ts';

/** `$known`: one of the values that answers have had under this name. `$huge`: so many characters. */
export type Reference = { readonly $known: string; readonly index: number } | { readonly $huge: number };

export type Plan = {
  readonly operation: string;
  readonly path: Readonly<Record<string, Json>>;
  readonly query: readonly (readonly [string, Json])[];
  /** JSON, text that is sent as it is, or the fields of a form. */
  readonly body?:
    | { readonly json: Json }
    | { readonly text: string }
    | { readonly form: Json; readonly broken: boolean };
  readonly contentType?: string;
  readonly auth: 'key' | 'none' | 'unknown' | 'garbage';
};

const MAX_DEPTH = 5;

/** Any request to any operation. */
export function planArbitrary(document: ApiDocument): fc.Arbitrary<Plan> {
  const plans = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      weight: weightOf(method, path),
      arbitrary: planOf(document, method, path, operation),
    })),
  );
  return fc.oneof(...plans);
}

/** More comes than goes, so that later requests have something to work on. */
function weightOf(method: string, path: string): number {
  if (path.endsWith('/upload')) return 12;
  return method === 'delete' || path.includes('deleteBy') ? 1 : 3;
}

function planOf(document: ApiDocument, method: string, path: string, operation: Json): fc.Arbitrary<Plan> {
  const parameters: readonly Json[] = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const content = operation.requestBody?.content;
  return fc.record(
    {
      operation: fc.constant(`${method.toUpperCase()} ${path}`),
      path: fc.record(
        Object.fromEntries(inPath.map(({ name }) => [name, mostly(known(idName(name, path)), WEIRD_TEXT)])),
      ),
      query: fc
        .tuple(...inQuery.map((parameter) => queryParameter(document, parameter)), unknownParameter)
        .map((pairs) => pairs.flat()),
      body: content === undefined ? rarely(anyBody) : mostly(bodyOf(document, content), anyBody),
      contentType: rarely(
        fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data', ''),
      ),
      auth: fc.oneof(
        { weight: 30, arbitrary: fc.constant('key' as const) },
        { weight: 1, arbitrary: fc.constantFrom('none' as const, 'unknown' as const, 'garbage' as const) },
      ),
    },
    { requiredKeys: ['operation', 'path', 'query', 'auth'] },
  ) as fc.Arbitrary<Plan>;
}

/** Ids of one kind of thing are all that a path of that kind knows. */
function idName(name: string, path: string): string {
  return name === 'id' ? `id of ${path.slice(0, path.indexOf('/{'))}` : name;
}

function queryParameter(
  document: ApiDocument,
  { name, schema, required }: Json,
): fc.Arbitrary<(readonly [string, Json])[]> {
  const value = mostly(anyValueOf(document, schema, name, 0), WEIRD_TEXT);
  const one = value.map((given): (readonly [string, Json])[] => [[name, given]]);
  const none = fc.constant([]);
  const twice = fc.tuple(value, value).map(([a, b]) => [[name, a] as const, [name, b] as const]);
  return fc.oneof(
    { weight: required ? 12 : 4, arbitrary: one },
    { weight: 3, arbitrary: none },
    { weight: 1, arbitrary: twice },
  ) as fc.Arbitrary<(readonly [string, Json])[]>;
}

const unknownParameter = fc.oneof(
  { weight: 12, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(WEIRD_TEXT, WEIRD_TEXT).map((pair) => [pair]) },
) as fc.Arbitrary<(readonly [string, Json])[]>;

/** No JSON, not quite JSON, JSON that is no object, or deep. */
const anyBody: fc.Arbitrary<Json> = fc.oneof(
  fc.record({
    text: fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '{',
        '{"a":}',
        'null',
        '[]',
        '"x"',
        '1',
        '{"a":1,"a":2}',
        '\u0000',
        '{"__proto__":{"x":1}}',
      ),
      fc.constantFrom('[', '{"a":').map((opening) => opening.repeat(20_000)),
      fc.string({ unit: 'binary', maxLength: 60 }),
    ),
  }),
  fc.record({ json: WEIRD_JSON }),
);

function bodyOf(document: ApiDocument, content: Json): fc.Arbitrary<Json> {
  const form = content['multipart/form-data'];
  if (form === undefined) {
    return fc.record({ json: anyValueOf(document, content['application/json'].schema, '', 0) });
  }
  return fc.record({
    form: formOf(document, form.schema),
    broken: mostly(fc.constant(false), fc.constant(true)),
  });
}

/** Few of the many fields at a time: all of them together are seldom allowed. */
function formOf(document: ApiDocument, schema: Json): fc.Arbitrary<Json> {
  const optional = Object.keys(schema.properties).filter((name) => name !== 'file' && name !== 'fileName');
  const chosen = fc.subarray(optional, { maxLength: Math.min(3, optional.length) });
  return chosen.chain((names) =>
    fc.record({
      file: mostly(FILE, WEIRD_TEXT),
      fileName: mostly(NAME, WEIRD_TEXT),
      ...Object.fromEntries(
        names.map((name) => [
          name,
          mostly(hint(name) ?? anyValueOf(document, schema.properties[name], name, 0), WEIRD_TEXT),
        ]),
      ),
    }),
  );
}

/** A value of a schema, now and then with a part that is not of it. */
function anyValueOf(document: ApiDocument, schema: Json, name: string, depth: number): fc.Arbitrary<Json> {
  const right = valueOfSchema(document, schema, name, depth);
  return fc.oneof({ weight: 25, arbitrary: right }, { weight: 1, arbitrary: WEIRD_JSON });
}

function valueOfSchema(document: ApiDocument, schema: Json, name: string, depth: number): fc.Arbitrary<Json> {
  if (depth > MAX_DEPTH) return fc.constant(null);
  if (schema.$ref) return valueOfSchema(document, at(document, schema.$ref), name, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices)
    return fc.oneof(...choices.map((choice: Json) => valueOfSchema(document, choice, name, depth)));
  const type = [schema.type].flat()[0];
  if (type === 'object') return objectOf(document, schema, depth);
  if (type === 'array') {
    const item = anyValueOf(document, schema.items ?? {}, name, depth + 1);
    return fc.array(item, { minLength: schema.minItems ?? 0, maxLength: Math.max(schema.minItems ?? 0, 3) });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'integer' || type === 'number') return numberOf(schema);
  if (type === 'string') return hint(name) ?? fc.string({ minLength: schema.minLength ?? 0, maxLength: 12 });
  return WEIRD_JSON;
}

function objectOf(document: ApiDocument, schema: Json, depth: number): fc.Arbitrary<Json> {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) {
    const value = anyValueOf(
      document,
      typeof additionalProperties === 'object' ? additionalProperties : {},
      '',
      depth + 1,
    );
    return fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 2 });
  }
  const optional = Object.keys(properties).filter((key) => !required.includes(key));
  // A key that must be there is now and then not; too many at once would seldom be right together.
  const keys = fc.tuple(
    fc.oneof(
      { weight: 15, arbitrary: fc.constant(required as readonly string[]) },
      { weight: 1, arbitrary: fc.subarray(required as string[]) },
    ),
    fc.subarray(optional, { maxLength: Math.min(4, optional.length) }),
  );
  return keys.chain(([always, more]) =>
    fc.record(
      Object.fromEntries(
        [...always, ...more].map((key) => [key, anyValueOf(document, properties[key], key, depth + 1)]),
      ),
    ),
  );
}

function numberOf({ minimum = -3, maximum = 1_200 }: Json): fc.Arbitrary<Json> {
  return fc.oneof(
    fc.integer({ min: Math.ceil(minimum) - 1, max: Math.min(maximum, 2 ** 31) }),
    fc.constantFrom(minimum, maximum),
  );
}

function mostly(usual: fc.Arbitrary<Json>, seldom: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: seldom });
}

function rarely(arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}
