/**
 * A streaming reader of `application/x-www-form-urlencoded`: an upload whose `file` is a URL or base64 may come this
 * way, and base64 may be as long as any file.
 */
import { errors } from '../errors.ts';
import type { FormPart } from './form.ts';

const MAX_NAME_BYTES = 1_024;

const [AMPERSAND, EQUALS, PERCENT, PLUS, SPACE] = [0x26, 0x3d, 0x25, 0x2b, 0x20];

export function isUrlencoded(contentType: string): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType);
}

/**
 * The fields of a body. In `file` a `+` stays what it is, since clients forget to escape it in base64, where a space
 * means nothing; everywhere else it is a space.
 * Errors: those of `source`, and `badRequest` for a bad escape or a name without end.
 */
export async function* urlencodedParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<FormPart> {
  const reader = { keepsPlus: false };
  const tokens = tokenize(source, reader);
  let token: IteratorResult<Token, void> = { done: false, value: '&' };

  async function readName(): Promise<string> {
    reader.keepsPlus = false;
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (token = await tokens.next(); token.value instanceof Uint8Array; token = await tokens.next()) {
      pieces.push(token.value);
      length += token.value.length;
      if (length > MAX_NAME_BYTES) throw errors.badRequest();
    }
    return Buffer.concat(pieces).toString();
  }

  async function* readValue(): AsyncGenerator<Uint8Array> {
    while (!token.done && token.value !== '&') {
      token = await tokens.next();
      if (token.value instanceof Uint8Array) yield token.value;
    }
  }

  try {
    do {
      const name = await readName();
      reader.keepsPlus = name === 'file';
      if (name !== '') yield { name, isFile: false, body: readValue() };
      // What the caller left unread.
      for await (const _ of readValue());
    } while (!token.done);
  } finally {
    await tokens.return();
  }
}

type Token = Uint8Array | '=' | '&';

/** Decoded bytes, with the first `=` of each field and each `&` between them. */
async function* tokenize(
  source: AsyncIterable<Uint8Array>,
  reader: { readonly keepsPlus: boolean },
): AsyncGenerator<Token, void> {
  let inName = true;
  let digits: string | undefined; // of an escape so far: a chunk may end in its middle
  for await (const chunk of source) {
    let bytes = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      if (digits !== undefined) {
        digits += String.fromCharCode(byte);
        if (digits.length < 2) continue;
        if (!/^[0-9a-f]{2}$/i.test(digits)) throw errors.badRequest();
        bytes[length++] = Number.parseInt(digits, 16);
        digits = undefined;
      } else if (byte === PERCENT) {
        digits = '';
      } else if (byte === AMPERSAND || (byte === EQUALS && inName)) {
        if (length > 0) yield bytes.subarray(0, length);
        yield byte === EQUALS ? '=' : '&';
        inName = byte === AMPERSAND;
        bytes = Buffer.allocUnsafe(chunk.length);
        length = 0;
      } else {
        bytes[length++] = byte === PLUS && !reader.keepsPlus ? SPACE : byte;
      }
    }
    if (length > 0) yield bytes.subarray(0, length);
  }
  if (digits !== undefined) throw errors.badRequest();
}
