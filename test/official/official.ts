/** ImageKit's own document, read and mended in memory where it is known to be wrong (rest-api.md 9). */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: a document is walked by its keys, and its tests say what it holds
export type Json = any;

export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};

/** A copy of its own for every caller, who may change it. */
export function officialDocument(): ApiDocument {
  const document = parse(readFileSync(new URL('imagekit-openapi.yaml', import.meta.url), 'utf8'));
  const mended = nameNull(document);
  // Neither of its two objects requires a key, so that every body fits both.
  const update = mended.components.schemas.UpdateFileRequest;
  update.anyOf = update.oneOf;
  delete update.oneOf;
  return mended;
}

/** What a reference such as `#/components/schemas/File` leads to; undefined where that is nothing. */
export function at(document: Json, reference: string): Json {
  return reference
    .slice(2)
    .split('/')
    .reduce((value, key) => value?.[key], document);
}

/** `type: [array, null]`, unquoted: YAML's null where JSON Schema wants the word. */
function nameNull(value: Json): Json {
  if (Array.isArray(value)) return value.map(nameNull);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, inner]) => [
      key,
      key === 'type' && Array.isArray(inner) ? inner.map((type) => type ?? 'null') : nameNull(inner),
    ]),
  );
}
