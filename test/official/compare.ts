/**
 * ImageKit's document and ours, operation by operation: parameters, bodies, statuses, answers. Every difference is a
 * row, and every row has one of five reasons; `compare.test.ts` fails when one has none.
 */
import { type ApiDocument, at, type Json } from './official.ts';
import { fits, isSame, type Shape, shapeOf } from './shape.ts';

/** The only reasons there are. */
export const KINDS = {
  more: 'Halftone has more: it is newer than the document, serves older clients too, or tells errors apart that the document does not. A client that does not know it loses nothing.',
  exact:
    'One of them says it more exactly, and they agree: what Halftone sends is allowed by ImageKit, and what ImageKit takes Halftone takes.',
  never: 'Halftone never gives it: it belongs to a feature or a failure that it does not have.',
  form: 'The fields of a form are text, whatever they mean; ImageKit writes down the meaning.',
  mistake: 'The official document is wrong about it, by its own examples or by what its servers do.',
} as const;

export type Kind = keyof typeof KINDS;

export type Row = {
  readonly operation: string;
  /** `query tags`, `body /publish`, `status 207`, `200 /versionInfo`. */
  readonly where: string;
  readonly what: string;
  readonly kind?: Kind | undefined;
};

const FORM = 'multipart/form-data';

/** Errors have one shape here, so what is to say of it is said once. */
const ERROR = 'error ';

type Side = 'request' | 'answer';

/** All differences over the operations that the official document has, each once. */
export function compareDocuments(official: ApiDocument, ours: ApiDocument): readonly Row[] {
  const rows = new Map(allRows(official, ours).map((row) => [JSON.stringify(row), row]));
  return [...rows.values()];
}

function allRows(official: ApiDocument, ours: ApiDocument): readonly Row[] {
  return Object.entries(official.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .flatMap(([method, theirs]) => {
        const operation = `${method.toUpperCase()} ${path}`;
        const own = ours.paths[path]?.[method];
        if (own === undefined) return [{ operation, where: 'operation', what: 'only theirs' }];
        return [
          ...parameters(official, theirs, ours, own),
          ...bodies(official, theirs, ours, own),
          ...statuses(theirs, own),
          ...answers(official, theirs, ours, own),
        ].map((row) => (isError(row) ? { operation: 'all errors', ...row } : { operation, ...row }));
      }),
  );
}

type Found = Omit<Row, 'operation'>;

function parameters(official: ApiDocument, theirs: Json, ours: ApiDocument, own: Json): readonly Found[] {
  const shapeOfAll = (document: ApiDocument, { parameters = [] }: Json): Shape =>
    shapeOf(document, {
      type: 'object',
      properties: Object.fromEntries(
        parameters.map(({ in: place, name, schema }: Json) => [`${place} ${name}`, schema]),
      ),
      required: parameters
        .filter(({ required }: Json) => required)
        .map(({ in: place, name }: Json) => `${place} ${name}`),
    });
  return compareShapes(shapeOfAll(official, theirs), shapeOfAll(ours, own), 'request', 'parameter ');
}

function bodies(official: ApiDocument, theirs: Json, ours: ApiDocument, own: Json): readonly Found[] {
  const their = theirs.requestBody?.content ?? {};
  const our = own.requestBody?.content ?? {};
  return [
    ...onlyIn(Object.keys(their), Object.keys(our), 'body as '),
    ...Object.keys(their)
      .filter((type) => our[type] !== undefined)
      .flatMap((type) =>
        compareShapes(
          shapeOf(official, their[type].schema),
          shapeOf(ours, our[type].schema),
          'request',
          'body ',
        ).map((row) => (type === FORM && isMeaning(row) ? { ...row, kind: 'form' as const } : row)),
      ),
  ];
}

/** Of a text field: its type, its items, the keys of its JSON. */
function isMeaning({ where, what }: Found): boolean {
  return what.startsWith('type ') || (what === 'only theirs' && where.split('/').length > 2);
}

function statuses(theirs: Json, own: Json): readonly Found[] {
  return onlyIn(
    Object.keys(theirs.responses),
    Object.keys(own.responses).filter((status) => status !== 'default'),
    'status ',
  ).map((row) =>
    isMore(row) && Number(row.where.slice(-3)) >= 400
      ? { ...row, kind: 'more' }
      : { ...row, kind: undefined },
  );
}

function answers(official: ApiDocument, theirs: Json, ours: ApiDocument, own: Json): readonly Found[] {
  return Object.keys(theirs.responses)
    .filter((status) => own.responses[status] !== undefined && status !== '204')
    .flatMap((status) =>
      compareShapes(
        answerShape(official, theirs, status),
        answerShape(ours, own, status),
        'answer',
        Number(status) >= 400 ? ERROR : `${status} `,
      ),
    );
}

function answerShape(document: ApiDocument, operation: Json, status: string): Shape {
  const given = operation.responses[status];
  const response = given.$ref ? at(document, given.$ref) : given;
  return shapeOf(document, response.content?.['application/json']?.schema ?? { type: 'null' });
}

function compareShapes(theirs: Shape, ours: Shape, side: Side, prefix: string): readonly Found[] {
  const rows: Found[] = [];
  for (const [pointer, place] of ours) {
    if (theirs.has(pointer) || theirs.get(parent(pointer)) === undefined) continue;
    if (theirs.get(parent(pointer))?.isMap) {
      rows.push({ where: prefix + parent(pointer), what: 'a map there, keys are named here', kind: 'exact' });
      continue;
    }
    // A request that ImageKit takes must still be whole.
    const kind = side === 'request' && place.required ? undefined : 'more';
    rows.push({ where: prefix + pointer, what: 'only ours', kind });
  }
  for (const [pointer, their] of theirs) {
    const our = ours.get(pointer);
    if (our === undefined) {
      const around = ours.get(parent(pointer));
      if (around?.isMap) {
        rows.push({
          where: prefix + parent(pointer),
          what: 'a map here, keys are named there',
          kind: 'exact',
        });
      } else if (around !== undefined) rows.push({ where: prefix + pointer, what: 'only theirs' });
      continue;
    }
    if (!isSame(their.types, our.types)) {
      const agrees = side === 'answer' ? fits(our.types, their.types) : fits(their.types, our.types);
      const what = `type ${[...their.types].join('|')} is ${[...our.types].join('|')} here`;
      rows.push({ where: prefix + pointer, what, kind: agrees ? 'exact' : undefined });
    }
    if (their.required !== our.required) {
      const agrees = side === 'answer' ? our.required : their.required;
      const what = our.required ? 'required here only' : 'required there only';
      rows.push({ where: prefix + pointer, what, kind: agrees ? 'exact' : undefined });
    }
  }
  return rows;
}

function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

function onlyIn(theirs: readonly string[], ours: readonly string[], prefix: string): readonly Found[] {
  return [
    ...ours
      .filter((name) => !theirs.includes(name))
      .map((name) => ({ where: prefix + name, what: 'only ours', kind: 'more' as const })),
    ...theirs
      .filter((name) => !ours.includes(name))
      .map((name) => ({ where: prefix + name, what: 'only theirs' })),
  ];
}

function isError({ where }: Found): boolean {
  return where.startsWith(ERROR);
}

function isMore({ what }: Found): boolean {
  return what === 'only ours';
}
