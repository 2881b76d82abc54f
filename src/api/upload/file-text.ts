/**
 * The `file` of an upload when it comes as text: the URL of a file, or the file itself in base64, alone or as a data
 * URI (rest-api.md 2.3). Which one it is shows in its first characters; base64 is decoded as it arrives.
 */
import { errors } from '../errors.ts';
import { base64Decoder } from './base64.ts';

/** Longer than any URL that a server would take. */
const MAX_URL_BYTES = 64 * 1024;
/** `data:` with a media type and its parameters. */
const MAX_DATA_PREFIX_BYTES = 4 * 1024;
/** Enough to tell `https://` from base64. */
const TELLING_LENGTH = 8;

/**
 * Writes what base64 decodes to, piece by piece; where the text is a URL, nothing is written and the URL returned.
 * Errors: `invalidFile` for what is neither; those of `write`.
 */
export async function readFileText(
  text: AsyncIterable<Uint8Array>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<string | undefined> {
  const chunks = text[Symbol.asyncIterator]();
  let head = '';
  const collect = async (enough: () => boolean, maxBytes: number): Promise<void> => {
    while (!enough()) {
      if (head.length > maxBytes) throw errors.invalidFile();
      const chunk = await chunks.next();
      if (chunk.done) return;
      head += Buffer.from(chunk.value).toString('latin1');
    }
  };

  await collect(() => head.trimStart().length >= TELLING_LENGTH, MAX_DATA_PREFIX_BYTES);
  head = head.trimStart();
  if (/^https?:\/\//i.test(head)) {
    await collect(() => false, MAX_URL_BYTES);
    return Buffer.from(head.trim(), 'latin1').toString();
  }
  if (/^data:/i.test(head)) {
    await collect(() => head.includes(','), MAX_DATA_PREFIX_BYTES);
    const prefix = /^data:[^,]*;\s*base64\s*,/i.exec(head);
    if (prefix === null) throw errors.invalidFile();
    head = head.slice(prefix[0].length);
  }
  const decoder = base64Decoder();
  const decode = async (piece: Uint8Array) => {
    const bytes = decoder.write(piece);
    if (bytes.length > 0) await write(bytes);
  };
  await decode(Buffer.from(head, 'latin1'));
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) await decode(chunk.value);
  decoder.end();
  return undefined;
}
