/** What clients have sent and what they were told: the measure of a server that has died. */
import { createHash } from 'node:crypto';

export type LedgerFile = {
  readonly path: string;
  /** Hashes of all bytes that were ever sent for this path. */
  readonly sent: Set<string>;
  /** Hashes of the uploads that were answered with 200: the server owes each of them. */
  readonly acknowledged: Set<string>;
  /** Whether its deletion was asked for, and whether that was answered. Unanswered, the file may be there or not. */
  deletion: 'none' | 'asked' | 'acknowledged';
};

export type Ledger = {
  readonly files: ReadonlyMap<string, LedgerFile>;
  /** The file of a path, entered when it is new. */
  file(path: string): LedgerFile;
};

export function createLedger(): Ledger {
  const files = new Map<string, LedgerFile>();
  return {
    files,
    file(path) {
      let file = files.get(path);
      if (file === undefined) {
        file = { path, sent: new Set(), acknowledged: new Set(), deletion: 'none' };
        files.set(path, file);
      }
      return file;
    },
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Tags are made from the bytes, so whoever sees a file knows which it must have. */
export function tagsOf(hash: string): readonly string[] {
  return [hash.slice(0, 8), hash.slice(8, 16)];
}
