/**
 * Takes an upload in, part by part in any order: the file goes to the store's staging as it arrives, never whole
 * into memory; of the text fields those are kept that the API knows.
 */
import type { BlobStore, Staged } from '../../storage/index.ts';
import { errors } from '../errors.ts';
import { type FormFields, type OtherFields, type UploadField, uploadField } from './fields.ts';
import { readFileText } from './file-text.ts';
import type { FormPart, FormParts } from './form.ts';

/** Far above any real form; the Node SDK turns a raw Buffer into one field for each byte. */
const MAX_PARTS = 1_000;
/** All text fields together. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** The `file` as it came: staged bytes, not sealed yet; or where to fetch it from; neither when it was empty. */
export type ReceivedFile = { readonly staged: Staged | undefined; readonly url: string | undefined };

export type ReceivedUpload = {
  readonly fields: FormFields;
  readonly others: OtherFields;
  readonly file: ReceivedFile | undefined;
};

export type ReceiveDeps = {
  readonly store: Pick<BlobStore, 'stage'>;
  /** Bytes of the decoded file. */
  readonly maxFileBytes: number;
  /** Whether fields are kept that the API does not know; otherwise they are skipped unread. */
  readonly keepsOthers: boolean;
  /** Called before the bytes of the file are taken, with the fields that came before it. */
  readonly beforeFile: (fields: FormFields) => Promise<void>;
};

/** Errors: 400 for a form or a file that is none; those of the store and of `parts`. Nothing stays staged then. */
export async function receiveUpload(parts: FormParts, deps: ReceiveDeps): Promise<ReceivedUpload> {
  const fields = new Map<UploadField, readonly string[]>();
  const others = new Map<string, readonly string[]>();
  let file: ReceivedFile | undefined;
  let count = 0;
  let textBytes = 0;
  try {
    for await (const part of parts) {
      if (++count > MAX_PARTS) throw file ? errors.tooManyParts() : errors.missingParameter('file');
      const known = uploadField(part.name);
      if (part.name === 'file') {
        if (file !== undefined) throw errors.invalidFile();
        await deps.beforeFile(fields);
        file = await receiveFile(part, deps);
      } else if (known !== undefined || deps.keepsOthers) {
        const text = await readText(part.name, part.body, MAX_TEXT_BYTES - textBytes);
        textBytes += text.length;
        const value = decodeText(part.name, text);
        if (known !== undefined) add(fields, known, value);
        else add(others, part.name, value);
      }
    }
  } catch (error) {
    await file?.staged?.discard();
    throw error;
  }
  return { fields, others, file };
}

function add<Name>(fields: Map<Name, readonly string[]>, name: Name, value: string): void {
  fields.set(name, [...(fields.get(name) ?? []), value]);
}

async function receiveFile(part: FormPart, deps: ReceiveDeps): Promise<ReceivedFile> {
  let staged: Staged | undefined;
  const write = async (bytes: Uint8Array) => {
    staged ??= await deps.store.stage();
    await writeWithin(staged, bytes, deps.maxFileBytes);
  };
  try {
    if (!part.isFile) {
      const url = await readFileText(part.body, write);
      return { staged, url };
    }
    for await (const chunk of part.body) await write(chunk);
    return { staged, url: undefined };
  } catch (error) {
    await staged?.discard();
    throw error;
  }
}

/** Errors: `fileTooLarge`. */
export async function writeWithin(staged: Staged, bytes: Uint8Array, maxBytes: number): Promise<void> {
  if (staged.size + bytes.length > maxBytes) throw errors.fileTooLarge();
  await staged.write(bytes);
}

async function readText(name: string, body: AsyncIterable<Uint8Array>, room: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > room) throw errors.parameterTooLong(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function decodeText(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw errors.notUtf8(name).because(cause);
  }
}
