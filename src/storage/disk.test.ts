import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../kernel/index.ts';
import { blobStoreContract } from './contract.ts';
import { openDiskStore } from './index.ts';

blobStoreContract('disk', (folder, options) =>
  openDiskStore({ folder, reserveBytes: 0, clock: systemClock, ...options }),
);
