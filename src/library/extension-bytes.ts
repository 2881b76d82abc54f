/** A file that a backend has made, on its way to be the next version. */
import type { ExtensionName } from '../extensions/index.ts';
import type { Lease } from '../jobs/index.ts';
import { objectId, randomToken } from '../kernel/index.ts';
import { sniff } from '../metadata/index.ts';
import type { Staged } from '../storage/index.ts';
import { errors } from './errors.ts';
import { examineFile } from './examination.ts';
import type { ExtensionJob } from './extension-plan.ts';
import { addMadeVersionUnit } from './extension-units.ts';
import { VERSION_TOKEN_LENGTH } from './ingest.ts';
import type { LibraryDeps } from './library.ts';
import { placeBlob } from './place-blob.ts';

type Deps = Pick<LibraryDeps, 'database' | 'store' | 'clock' | 'limits' | 'inspect' | 'examine' | 'probe'>;

type Ending = { readonly lease: Lease; readonly job: ExtensionJob; readonly service: ExtensionName };

/** Errors: 400 for bytes that are none or too many, and those of the unit; nothing is kept then. */
export async function placeMadeVersion(
  deps: Deps,
  ending: Ending,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const staged = await deps.store.stage();
  const examined = await receive(deps, staged, bytes).catch(async (error: unknown) => {
    await staged.discard();
    throw error;
  });
  await placeBlob(deps, staged, (blob) =>
    deps.database.write(addMadeVersionUnit, {
      ...ending,
      ...examined,
      blob,
      fresh: { id: objectId(blob.now), token: randomToken(VERSION_TOKEN_LENGTH) },
      now: blob.now,
    }),
  );
}

async function receive(deps: Deps, staged: Staged, bytes: AsyncIterable<Uint8Array>) {
  for await (const chunk of bytes) {
    if (staged.size + chunk.length > deps.limits.maxUploadBytes) throw errors.fileTooLarge();
    await staged.write(chunk);
  }
  if (staged.size === 0) throw errors.emptyFile();
  await staged.seal();
  // No name: the bytes alone tell what they are.
  const { mime } = await sniff(staged.head, '');
  const { media, details } = await examineFile(deps, staged.path, mime);
  return { media, details };
}
