import { errors } from './errors.ts';

/**
 * The key of an object is `<sha256>/<upload id>`: the bytes can be checked against it, and since no two uploads
 * share an id no key is ever used again, not even for the same bytes. So removing an object can never hit an upload
 * that came after the decision to remove it.
 */
export function blobKey(hash: string, id: string): string {
  const key = `${hash}/${id}`;
  parseBlobKey(key);
  return key;
}

/** The parts of a key. Throws `errors.badKey` for any other text: nothing else ever becomes part of a path. */
export function parseBlobKey(key: string): { hash: string; id: string } {
  const [, hash, id] = /^([0-9a-f]{64})\/([0-9a-f]{24})$/.exec(key) ?? [];
  if (hash === undefined || id === undefined) throw errors.badKey(key);
  return { hash, id };
}
