/**
 * The API describes itself: routes become an OpenAPI 3.1 document. Older clients' other paths and methods are named in
 * the description of their operation, and are no operations of their own.
 */
import type { TSchema } from 'typebox';
import type { Route } from '../route.ts';
import { errorResponses, HEADERS, responsesOf } from './answers.ts';
import { EXAMPLES } from './examples.ts';
import { canonicalOf, documentPath, operationFacts, operationKey, TAGS } from './operations.ts';
import { createSchemaRegistry, type JsonSchema, type SchemaRegistry } from './schemas.ts';

export type OpenApiDocument = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly [key: string]: unknown;
};

/** Of the API, which is ImageKit's; not of the program. */
const API_VERSION = '1.0.0';

const ABOUT = `Store, describe, find and deliver media, by the API of ImageKit. What is under \`/_halftone/v1/\`
ImageKit does not have. Send the private key as the user name of HTTP Basic authentication; the password is ignored.`;

/** Parameters of paths that say nothing of themselves. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  fileId: 'Id of a file.',
  versionId: 'Id of a version: `versionInfo.id`.',
  jobId: 'As the operation that began it has answered.',
  requestId: 'As the request for it was answered.',
  id: 'As its creation was answered, and as the list has it.',
};

/** @param publicUrl base of the API, without a slash at its end */
export function openApiDocument(routes: readonly Route[], publicUrl: string): OpenApiDocument {
  const schemas = createSchemaRegistry();
  const aliases = aliasesOf(routes);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    if (canonicalOf(route) !== undefined) continue;
    const path = documentPath(route.paths[0]);
    const operations = paths[path] ?? {};
    paths[path] = operations;
    operations[route.method.toLowerCase()] = operationOf(
      route,
      aliases.get(operationKey(route.method, path)) ?? [],
      schemas,
    );
  }
  const used = new Set(routes.map((route) => operationFacts(route).tag));
  const responses = errorResponses(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Halftone API',
      version: API_VERSION,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ basic: [] }],
    tags: TAGS.filter(({ name }) => used.has(name)).map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'User name: the private key. Password: anything.',
        },
      },
      schemas: schemas.components,
      responses,
      headers: HEADERS,
    },
  };
}

/** Other ways to call each operation: `PUT /v1/files/copy`, by the operation's key. */
function aliasesOf(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const route of routes) {
    const [own, ...others] = route.paths.map((path) => operationKey(route.method, path)) as [
      string,
      ...string[],
    ];
    const canonical = canonicalOf(route);
    const aliases = canonical === undefined ? others : [own, ...others];
    const key = canonical ?? own;
    found.set(key, [...(found.get(key) ?? []), ...aliases]);
  }
  return found;
}

function operationOf(route: Route, aliases: readonly string[], schemas: SchemaRegistry): JsonSchema {
  const facts = operationFacts(route);
  const { params, querystring, body } = route.schema;
  return {
    operationId: facts.id,
    tags: [facts.tag],
    summary: route.summary,
    ...(aliases.length > 0 && {
      description: `Older clients call it as ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`,
      'x-aliases': aliases,
    }),
    ...securityOf(route),
    ...parametersOf(params, querystring, schemas),
    ...(body !== undefined && { requestBody: requestBodyOf(route, body, EXAMPLES[facts.id], schemas) }),
    responses: responsesOf(route, facts, schemas),
  };
}

/** The document asks for a key everywhere; here is where it is not, or not always, needed. */
function securityOf({ access, admitsSignedForms }: Route): object {
  if (access === 'public') return { security: [] };
  return admitsSignedForms ? { security: [{ basic: [] }, {}] } : {};
}

function parametersOf(
  params: TSchema | undefined,
  query: TSchema | undefined,
  schemas: SchemaRegistry,
): object {
  const parameters = [
    ...properties(params, schemas).map((property) => ({
      description: PATH_PARAMETERS[property.name],
      ...property,
      in: 'path',
      required: true,
    })),
    ...properties(query, schemas).map((property) => ({ ...property, in: 'query' })),
  ];
  return parameters.length > 0 ? { parameters } : {};
}

function properties(given: TSchema | undefined, schemas: SchemaRegistry) {
  if (given === undefined) return [];
  const object = schemas.of(given) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    ...(description !== undefined && { description }),
    ...(object.required?.includes(name) && { required: true }),
    schema,
  }));
}

function requestBodyOf(
  route: Route,
  body: TSchema,
  example: object | undefined,
  schemas: SchemaRegistry,
): JsonSchema {
  const schema = schemas.of(body);
  const required = asksForSomething(body);
  const as = (schema: JsonSchema) => ({ schema, ...(example && { example }) });
  if (route.admitsSignedForms !== true) return { required, content: { 'application/json': as(schema) } };
  // A form: its file is a part with bytes, or text in either kind of form.
  return {
    required,
    content: {
      'multipart/form-data': as(withBytes(schema)),
      'application/x-www-form-urlencoded': as(schema),
    },
  };
}

/** Whether a body must be there: an empty one is as good as `{}`. */
function asksForSomething(body: TSchema): boolean {
  const { required = [], anyOf } = body as { required?: readonly string[]; anyOf?: readonly TSchema[] };
  return anyOf === undefined ? required.length > 0 : anyOf.every(asksForSomething);
}

function withBytes(schema: JsonSchema): JsonSchema {
  const { file, ...others } = schema.properties as Readonly<Record<string, JsonSchema>>;
  return { ...schema, properties: { file: { ...file, format: 'binary' }, ...others } };
}
