/**
 * Base64 as it really arrives: broken into lines, in the URL-safe alphabet, without its padding. Decoded as it
 * streams, so that a file of any size costs the memory of one chunk.
 */
import { errors } from '../errors.ts';

const SKIP = 64;
const PAD = 65;
const INVALID = 66;
const CLASS = classTable();

export type Base64Decoder = {
  /** The bytes that this piece of text completes. Errors: `invalidFile` for what is no base64. */
  write(text: Uint8Array): Buffer;
  /** Call at the end of the text. Errors: `invalidFile` where it stops in the middle of a byte. */
  end(): void;
};

export function base64Decoder(): Base64Decoder {
  let bits = 0; // decoded bits that do not make a byte yet
  let bitCount = 0;
  let characters = 0;
  let padded = false;
  return {
    write(text) {
      const bytes = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4) + 1);
      let length = 0;
      for (let index = 0; index < text.length; index++) {
        const value = CLASS[text[index] as number] as number;
        if (value < SKIP) {
          if (padded) throw errors.invalidFile();
          bits = ((bits << 6) | value) & 0xfff;
          bitCount += 6;
          characters++;
          if (bitCount >= 8) {
            bitCount -= 8;
            bytes[length++] = (bits >> bitCount) & 0xff;
          }
        } else if (value === PAD) {
          padded = true;
        } else if (value === INVALID) {
          throw errors.invalidFile();
        }
      }
      return bytes.subarray(0, length);
    },
    end() {
      if (characters % 4 === 1) throw errors.invalidFile();
    },
  };
}

function classTable(): Uint8Array {
  const table = new Uint8Array(256).fill(INVALID);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (const [value, character] of [...alphabet].entries()) table[character.charCodeAt(0)] = value;
  table['-'.charCodeAt(0)] = 62;
  table['_'.charCodeAt(0)] = 63;
  for (const space of ' \t\r\n\f\v') table[space.charCodeAt(0)] = SKIP;
  table['='.charCodeAt(0)] = PAD;
  return table;
}
