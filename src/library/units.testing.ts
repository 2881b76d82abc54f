/** The writes of the library, and what tests write that no part of the program does yet. */
import { sql } from 'kysely';
import { HIDDEN_FOLDER_ID, type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { units as jobUnits } from '../jobs/units.ts';
import { createdAtOf } from './created-at.ts';
import { recordCallback, recordEvent } from './events.ts';
import { copyFoldersUnit } from './folder-copy.ts';
import type { AiTag } from './record.ts';
import { units as libraryUnits } from './units.ts';

/** Tags a version as a machine would. */
export const addAiTag = unitOfWork(
  'test.addAiTag',
  async (tx: Tx, { versionId, tag }: { readonly versionId: string; readonly tag: AiTag }) => {
    await tx
      .insertInto('tags')
      .values({
        version_id: versionId,
        asset_id: versionId,
        position: 0,
        is_current: 1,
        created_at: createdAtOf(versionId),
        ...tag,
      })
      .execute();
  },
);

/** A copy that has begun and was given up. */
export const copyHalf = unitOfWork(
  'test.copyHalf',
  async (tx: Tx, { jobId, now }: { readonly jobId: string; readonly now: number }) => {
    const lease = { jobId, token: 'test' };
    await tx
      .updateTable('jobs')
      .set({ state: 'running', lease_token: lease.token })
      .where('id', '=', jobId)
      .execute();
    const folder = {
      sourceId: jobId,
      targetId: jobId,
      targetParentId: HIDDEN_FOLDER_ID,
      name: jobId,
      depth: 0,
    };
    await copyFoldersUnit.run(tx, { lease, payload: {}, now, folders: [folder] });
    await tx.updateTable('jobs').set({ state: 'dead' }).where('id', '=', jobId).execute();
  },
);

/** A webhook, without which no event is written down. */
export const listen = unitOfWork('test.listen', async (tx: Tx) => {
  await tx
    .insertInto('webhooks')
    .values({
      id: 'test',
      endpoint: 'https://example.com/',
      events: '[]',
      enabled: 1,
      secret: '',
      created_at: 0,
      updated_at: 0,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ enabled: 1 }))
    .execute();
});

/** Another process has taken all running jobs over, and done them. */
export const stealJob = unitOfWork('test.stealJob', async (tx: Tx) => {
  await tx
    .updateTable('jobs')
    .set({ state: 'done', lease_token: null })
    .where('state', '=', 'running')
    .execute();
});

export const unlisten = unitOfWork('test.unlisten', async (tx: Tx) => {
  await tx.updateTable('webhooks').set({ enabled: 0 }).execute();
});

/** What other rooms record. */
export const recordOthers = unitOfWork(
  'test.recordOthers',
  async (tx: Tx, { now }: { readonly now: number }) => {
    const request = { x_request_id: 'r', transformation: { type: 'abs' } };
    const data = { fileId: 'f', url: 'u', name: 'n' };
    await recordEvent(tx, { type: 'upload.post-transform.success', payload: { request, data }, now });
    await recordCallback(tx, { url: 'https://app.test/', body: { service: 's' }, fileId: 'f', now });
  },
);

/** All jobs have been begun so often, and never came to an end. */
export const countStarts = unitOfWork('test.countStarts', async (tx: Tx, attempts: number) => {
  await tx.updateTable('jobs').set({ attempts }).execute();
});

/** Files that have a row and nothing else, in a folder of the root. */
export const addBareFiles = unitOfWork(
  'test.addBareFiles',
  async (tx: Tx, { folderName, count }: { readonly folderName: string; readonly count: number }) => {
    await sql`
      with recursive numbered (n) as (select 1 union all select n + 1 from numbered where n < ${sql.lit(count)})
      insert into assets (id, kind, parent_id, name, version_counter, created_at, updated_at)
      select 'ffffffffffffffffff' || substr(cast(1000000 + n as text), 2), 'file', folder.id,
        cast(n as text), 0, 0, 0
      from numbered, assets as folder
      where folder.kind = 'folder' and folder.name = ${folderName}`.execute(tx);
  },
);

export const removeBareFile = unitOfWork('test.removeBareFile', async (tx: Tx, _: object) => {
  await tx.deleteFrom('assets').where('id', '=', 'ffffffffffffffffff000001').execute();
});

export const units: readonly UnitOfWork<never, unknown>[] = [
  ...jobUnits,
  ...libraryUnits,
  addAiTag,
  copyHalf,
  stealJob,
  countStarts,
  listen,
  unlisten,
  recordOthers,
  addBareFiles,
  removeBareFile,
];
