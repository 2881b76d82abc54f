/** Answers held against a document: is there such an operation, may it answer so, and is the body as it says? */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type ApiDocument, at, type Json } from './official.ts';

export type Exchange = {
  readonly method: string;
  /** Path of the request as it was sent, without the query. */
  readonly path: string;
  readonly status: number;
  readonly body: string;
};

export type AnswerValidator = {
  /** `GET /v1/files/{fileId}/details`; undefined when the document has no such operation. */
  operation(exchange: Pick<Exchange, 'method' | 'path'>): string | undefined;
  /** What is wrong with an answer of an operation that the document has: pointer, rule and value, one a line. */
  problems(exchange: Exchange): readonly string[];
};

type Operation = { readonly key: string; readonly matches: RegExp; readonly operation: Json };

/** Values are shown so far in a problem. */
const SHOWN_CHARACTERS = 200;
/** Of one answer: an object that fits none of ten kinds breaks a rule of each. */
const SHOWN_PROBLEMS = 12;

export function createAnswerValidator(document: ApiDocument): AnswerValidator {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, verbose: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const operations = operationsOf(document);
  const compiled = new Map<string, ValidateFunction>();

  function validatorOf(key: string, schema: Json): ValidateFunction {
    const validate = compiled.get(key) ?? ajv.compile({ ...schema, components: document.components });
    compiled.set(key, validate);
    return validate;
  }

  function find({ method, path }: Pick<Exchange, 'method' | 'path'>): Operation | undefined {
    const target = `${method.toUpperCase()} ${tidy(path)}`;
    return operations.find(({ matches }) => matches.test(target));
  }

  return {
    operation: (exchange) => find(exchange)?.key,
    problems(exchange) {
      const found = find(exchange);
      if (found === undefined) return [`${exchange.method} ${exchange.path} is no operation of the document`];
      const { status, body } = exchange;
      const answer = answerOf(found.operation, status);
      const response = answer?.$ref ? at(document, answer.$ref) : answer;
      if (response === undefined) return [`${found.key} may not answer ${status}`];
      // ImageKit's document describes the empty body of some of these.
      const media = status === 204 ? undefined : response.content?.['application/json'];
      if (media === undefined)
        return body === '' ? [] : [`${found.key} ${status} has a body: ${shown(body)}`];
      const value = parsed(body);
      if (value === undefined) return [`${found.key} ${status} is no JSON: ${shown(body)}`];
      const validate = validatorOf(`${found.key} ${status}`, media.schema);
      if (validate(value)) return [];
      return (validate.errors ?? [])
        .slice(-SHOWN_PROBLEMS)
        .map(
          (error) =>
            `${found.key} ${status} ${error.instancePath || '/'} ${error.message}: ${shown(JSON.stringify(error.data))}`,
        );
    },
  };
}

function answerOf({ responses }: Json, status: number): Json {
  return responses[status] ?? (status >= 400 ? responses.default : undefined);
}

/** Those with fewer parameters first: static segments win. */
function operationsOf(document: ApiDocument): readonly Operation[] {
  return Object.entries(document.paths)
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .flatMap(([path, methods]) =>
      ['get', 'post', 'put', 'patch', 'delete']
        .filter((method) => methods[method] !== undefined)
        .map((method) => {
          const key = `${method.toUpperCase()} ${path}`;
          const pattern = RegExp.escape(key).replaceAll(/\\\{\w+\\\}/g, '[^/]*');
          return { key, matches: new RegExp(`^${pattern}$`), operation: methods[method] };
        }),
    );
}

/** Slashes at the end, and those that stand double, mean nothing. */
function tidy(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function shown(text: string | undefined): string {
  const value = text ?? 'nothing';
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
}
