import type { UnitOfWork } from '../database/index.ts';
import { ingestUnit } from './ingest-unit.ts';
import { disownBlob } from './place-blob.ts';
import { removeFileUnit } from './remove.ts';
import { condemnBlobs, forgetBlobs } from './sweep.ts';

/** Every write of the library. */
export const units: readonly UnitOfWork<never, unknown>[] = [
  ingestUnit,
  removeFileUnit,
  disownBlob,
  condemnBlobs,
  forgetBlobs,
];
