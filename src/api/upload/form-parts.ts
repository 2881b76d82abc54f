/** Which of the two encodings of a form a body has. */
import type { FormParts } from './form.ts';
import { multipartBoundary, multipartParts } from './multipart.ts';
import { isUrlencoded, urlencodedParts } from './urlencoded.ts';

/**
 * Whether the body has fields, among which a signature may be.
 * Errors: `malformedForm` where they cannot be told apart.
 */
export function isForm(contentType: string): boolean {
  return isUrlencoded(contentType) || multipartBoundary(contentType) !== undefined;
}

/** A body of another type has no fields. */
export function formParts(contentType: string, bytes: AsyncIterable<Uint8Array>): FormParts {
  if (isUrlencoded(contentType)) return urlencodedParts(bytes);
  const boundary = multipartBoundary(contentType);
  return boundary === undefined ? noParts() : multipartParts(bytes, boundary);
}

async function* noParts(): AsyncGenerator<never> {}
