/**
 * How private keys are kept: encrypted, because URL signatures and upload tokens are HMACs of the plain key, and
 * with a keyed digest by which the database sees that no key is there twice. Both keys, and the check that it is the
 * right secret, are derived from `HALFTONE_SECRET`, so that none tells anything about another.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { errors } from './errors.ts';

/** The only form there is so far: AES-256-GCM with a random nonce of 96 bits. */
const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type Vault = {
  /** Base64 of form, nonce, tag and ciphertext. `owner` is bound in: under another one it does not open. */
  seal(text: string, owner: string): string;
  /** Throws `errors.wrongSecret` for what this vault has not sealed. */
  open(sealed: string, owner: string): string;
  /** HMAC-SHA256 in hex: tells whether two texts are the same without keeping them. */
  digest(text: string): string;
  /** A text that only the same secret makes. */
  readonly check: string;
};

export function createVault(secret: Uint8Array): Vault {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `halftone/${purpose}`, 32));
  const sealing = derive('api-keys/sealing');
  const looking = derive('api-keys/digest');

  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed, 'base64');
      const bodyAt = 1 + NONCE_BYTES + TAG_BYTES;
      try {
        if (bytes[0] !== FORM) throw new Error(`Sealed in an unknown form: ${bytes[0]}`);
        const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, bodyAt));
        return decipher.update(bytes.subarray(bodyAt), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw errors.wrongSecret().because(cause);
      }
    },
    digest: (text) => createHmac('sha256', looking).update(text).digest('hex'),
    check: derive('secret-check').toString('hex'),
  };
}

/** Compares two texts in a time that does not tell how much of them is equal. */
export function sameSecret(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
