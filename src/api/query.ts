/** Parameters of a query (rest-api.md 1.6): an empty value counts as absent, of a repeated one the last counts. */
import { errors } from './errors.ts';

export function queryText(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).at(-1) || undefined;
}

/** Errors: `invalidParameter` (400) for what is no whole number in the range, its ends included. */
export function queryInteger(
  query: URLSearchParams,
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const text = queryText(query, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw errors.invalidParameter(name);
  return value;
}
