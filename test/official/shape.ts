/** What a schema allows, flat: every key at every depth, with its types, and whether it is always there. */
import { type ApiDocument, at, type Json } from './official.ts';

export type Place = {
  readonly types: ReadonlySet<string>;
  readonly required: boolean;
  /** An object whose keys are not named: a map. */
  readonly isMap: boolean;
};
/** By pointer; the items of a list are `*`, and the value itself is ''. */
export type Shape = ReadonlyMap<string, Place>;

const ANY = new Set(['string', 'integer', 'number', 'boolean', 'null', 'object', 'array']);
/** Deeper than any answer; extensions refer to one another. */
const MAX_DEPTH = 8;

export function shapeOf(document: ApiDocument, schema: Json): Shape {
  const shape = new Map<string, { types: Set<string>; required: boolean; isMap: boolean }>();

  function visit(given: Json, pointer: string, required: boolean, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const alternative of alternatives(document, given)) {
      const place = shape.get(pointer) ?? { types: new Set(), required, isMap: false };
      shape.set(pointer, place);
      for (const type of typesOf(alternative)) place.types.add(type);
      place.isMap ||= alternative.properties === undefined && (alternative.type ?? 'object') === 'object';
      if (alternative.items !== undefined) visit(alternative.items, `${pointer}/*`, true, depth + 1);
    }
    const objects = alternatives(document, given).filter((each) => each.properties !== undefined);
    for (const key of new Set(objects.flatMap((each) => Object.keys(each.properties)))) {
      const always = objects.every((each) => each.required?.includes(key));
      for (const { properties } of objects) {
        if (properties[key] !== undefined) visit(properties[key], `${pointer}/${key}`, always, depth + 1);
      }
    }
  }

  visit(schema ?? {}, '', true, 0);
  return shape;
}

/** A schema as the kinds of value that it is one of, with references followed and parts put together. */
function alternatives(document: ApiDocument, given: Json): readonly Json[] {
  if (given.$ref) return alternatives(document, at(document, given.$ref));
  const choices = given.oneOf ?? given.anyOf;
  if (choices !== undefined) {
    const { oneOf: _, anyOf: __, ...common } = given;
    return choices
      .flatMap((choice: Json) => alternatives(document, choice))
      .map((each: Json) => join(common, each));
  }
  if (given.allOf !== undefined) {
    const { allOf: _, ...common } = given;
    return given.allOf
      .map((part: Json) => alternatives(document, part))
      .reduce(
        (wholes: readonly Json[], parts: readonly Json[]) =>
          wholes.flatMap((whole) => parts.map((part) => join(whole, part))),
        [common],
      );
  }
  return [given];
}

function join(a: Json, b: Json): Json {
  return {
    ...a,
    ...b,
    ...((a.properties ?? b.properties) && { properties: { ...a.properties, ...b.properties } }),
    ...((a.required ?? b.required) && { required: [...(a.required ?? []), ...(b.required ?? [])] }),
  };
}

function typesOf({ type, const: only, enum: values, properties, items }: Json): Iterable<string> {
  if (type !== undefined) return [type].flat();
  if (values !== undefined) return values.map(typeOf);
  if (only !== undefined) return [typeOf(only)];
  if (properties !== undefined) return ['object'];
  return items === undefined ? ANY : ['array'];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether every value of the first kind is one of the second. */
export function fits(inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean {
  return [...inner].every((type) => outer.has(type) || (type === 'integer' && outer.has('number')));
}

export function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((type) => b.has(type));
}
