/** A running server tells a webhook of everything that is done to the library, in the words of its own answers. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import LegacyImageKit from 'imagekit';
import { api } from './client.ts';
import { createPostgresDatabase } from './postgres.ts';
import { startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

const FOLDER_AND_FILE_EVENTS = ['file', 'folder'].flatMap((kind) =>
  ['created', 'updated', 'deleted'].map((what) => `${kind}.${what}`),
);
const EVENTS = [...FOLDER_AND_FILE_EVENTS, 'file-version.created', 'file-version.deleted'];

type Sent = { readonly body: string; readonly headers: IncomingHttpHeaders };
// biome-ignore lint/suspicious/noExplicitAny: an event is whatever the test says it is
type Told = { readonly type: string; readonly id: string; readonly created_at: string; readonly data: any };

test('SQLite: every event', (t) => tellEverything(t, {}));

test('PostgreSQL: every event', async (t) => {
  const url = await createPostgresDatabase(t);
  await tellEverything(t, {
    HALFTONE_DATABASE_URL: url,
    HALFTONE_SECRET: randomBytes(32).toString('hex'),
  });
});

async function tellEverything(t: TestContext, env: Record<string, string>): Promise<void> {
  const server = await startServer({ ...env, HALFTONE_ALLOW_PRIVATE_ORIGINS: 'true' });
  t.after(() => server.remove());
  const client = new ImageKit({ privateKey: server.privateKey, baseURL: server.baseUrl, maxRetries: 0 });
  const { secret, next } = await listenTo(t, server);
  const ids = new Set<string>();

  /** The events since the last call, which must be of these types, in any order; by type. */
  async function told(...types: string[]): Promise<Record<string, Told[]>> {
    const sent = await next(types.length);
    const events = sent.map((each) => verified(each, secret));
    assert.deepEqual(events.map(({ type }) => type).sort(), types.sort());
    for (const event of events) {
      assert.deepEqual(Object.keys(event), ['type', 'id', 'created_at', 'data']);
      assert.match(event.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(!ids.has(event.id), 'an id of its own');
      ids.add(event.id);
    }
    return Object.groupBy(events, ({ type }) => type) as Record<string, Told[]>;
  }

  const upload = (folder: string, fileName: string) =>
    client.files.upload({ file: btoa(fileName), fileName, folder, useUniqueFileName: false });
  const details = async (fileId = '') => (await api(server, `/v1/files/${fileId}/details`)).body;
  const listed = async (path: string, name: string, type = 'folder') => {
    const query = new URLSearchParams({ type, path, name });
    const { body } = await api(server, `/v1/files?${query}`);
    assert.equal(body.length, 1, `${path}/${name}`);
    return body[0];
  };
  const finished = ({ jobId }: { jobId: string }) =>
    until('the job is over', async () => (await client.folders.job.get(jobId)).status === 'Completed');
  const sole = (events: Told[] | undefined) => {
    assert.equal(events?.length, 1);
    return (events as Told[])[0]?.data;
  };

  await t.test('upload, into a folder that is not there', async () => {
    const { fileId } = await upload('/t', 'a.txt');
    const events = await told('folder.created', 'file.created');
    assert.deepEqual(sole(events['folder.created']), await listed('/', 't'));
    assert.deepEqual(sole(events['file.created']), await details(fileId));
  });

  const a = await listed('/t', 'a.txt', 'file');

  await t.test('overwrite', async () => {
    const { versionInfo } = await upload('/t', 'a.txt');
    const events = await told('file-version.created');
    const data = sole(events['file-version.created']);
    assert.deepEqual(data, await details(a.fileId));
    assert.deepEqual([data.type, data.versionInfo], ['file', versionInfo]);
  });

  await t.test('update; one that changes nothing is no event', async () => {
    for (const _ of [1, 2]) await client.files.update(a.fileId, { tags: ['x'], description: 'ü' });
    const events = await told('file.updated');
    assert.deepEqual(sole(events['file.updated']), await details(a.fileId));
    assert.deepEqual(sole(events['file.updated']).tags, ['x']);
  });

  const { fileId: b = '' } = await upload('/t', 'b.txt');
  await told('file.created');

  await t.test('tags of many files: one each', async () => {
    await client.files.bulk.addTags({ fileIds: [a.fileId, b], tags: ['y'] });
    const events = await told('file.updated', 'file.updated');
    for (const { data } of events['file.updated'] ?? []) assert.deepEqual(data, await details(data.fileId));
  });

  await t.test('copy, as a new file and over one', async () => {
    await client.files.copy({ sourceFilePath: '/t/a.txt', destinationPath: '/u' });
    const events = await told('folder.created', 'file.created');
    const copy = await listed('/u', 'a.txt', 'file');
    assert.deepEqual(sole(events['file.created']), copy);
    await client.files.copy({ sourceFilePath: '/t/a.txt', destinationPath: '/u' });
    const again = await told('file-version.created');
    assert.deepEqual(sole(again['file-version.created']), await details(copy.fileId));
  });

  await t.test('move, and rename', async () => {
    await client.files.move({ sourceFilePath: '/t/b.txt', destinationPath: '/u' });
    const moved = await told('file.updated');
    assert.equal(sole(moved['file.updated']).filePath, '/u/b.txt');
    assert.deepEqual(sole(moved['file.updated']), await details(b));
    await client.files.rename({ filePath: '/u/b.txt', newFileName: 'c.txt' });
    const renamed = await told('file.updated');
    assert.equal(sole(renamed['file.updated']).name, 'c.txt');
    assert.deepEqual(sole(renamed['file.updated']), await details(b));
  });

  await t.test('restore and delete a version', async () => {
    await client.files.versions.restore(a.fileId, { fileId: a.fileId });
    const restored = await told('file.updated');
    assert.deepEqual(sole(restored['file.updated']).versionInfo, { id: a.fileId, name: 'Version 1' });
    assert.deepEqual(sole(restored['file.updated']), await details(a.fileId));
    const [, old] = await client.files.versions.list(a.fileId);
    const versionId = old?.versionInfo?.id ?? '';
    await client.files.versions.delete(versionId, { fileId: a.fileId });
    const deleted = await told('file-version.deleted');
    assert.deepEqual(sole(deleted['file-version.deleted']), { fileId: a.fileId, versionId });
  });

  await t.test('create, rename, move, copy, delete folders: one event for each, and each file', async () => {
    await client.folders.create({ folderName: 'in', parentFolderPath: '/v' });
    const created = await told('folder.created', 'folder.created');
    const folders = [await listed('/', 'v'), await listed('/v', 'in')];
    assert.deepEqual(byPath(created['folder.created']), folders);

    await finished(await client.folders.rename({ folderPath: '/v', newFolderName: 'w' }));
    const updated = await told('folder.updated', 'folder.updated');
    const renamed = [await listed('/', 'w'), await listed('/w', 'in')];
    assert.deepEqual(byPath(updated['folder.updated']), renamed);
    assert.deepEqual(idsOf(renamed), idsOf(folders));

    await finished(await client.folders.move({ sourceFolderPath: '/w', destinationPath: '/u' }));
    const moved = await told('folder.created', 'folder.created', 'folder.deleted', 'folder.deleted');
    const there = [await listed('/u', 'w'), await listed('/u/w', 'in')];
    assert.deepEqual(byPath(moved['folder.created']), there);
    assert.deepEqual(dataOf(moved['folder.deleted']).sort(byFolderId), idsOf(folders).sort(byFolderId));
    for (const { folderId } of there) assert.ok(!idsOf(folders).some((old) => old.folderId === folderId));

    await finished(
      await client.folders.copy({ sourceFolderPath: '/u', destinationPath: '/x', includeVersions: true }),
    );
    // The destination; u, w and in; a.txt and c.txt.
    const copied = await told(
      ...Array.from({ length: 4 }, () => 'folder.created'),
      'file.created',
      'file.created',
    );
    assert.deepEqual(byPath(copied['folder.created']), [
      await listed('/', 'x'),
      await listed('/x', 'u'),
      await listed('/x/u', 'w'),
      await listed('/x/u/w', 'in'),
    ]);
    const files = [await listed('/x/u', 'a.txt', 'file'), await listed('/x/u', 'c.txt', 'file')];
    assert.deepEqual(byPath(copied['file.created']), files);

    await finished(await client.folders.rename({ folderPath: '/x', newFolderName: 'y' }));
    const below = await told(
      ...Array.from({ length: 4 }, () => 'folder.updated'),
      'file.updated',
      'file.updated',
    );
    assert.deepEqual(byPath(below['file.updated']), [
      await listed('/y/u', 'a.txt', 'file'),
      await listed('/y/u', 'c.txt', 'file'),
    ]);

    const versions = await Promise.all(files.map(({ fileId }) => client.files.versions.list(fileId)));
    const old = versions.flatMap(([, ...older]) => older);
    assert.ok(old.length > 0);
    await client.folders.delete({ folderPath: '/y/u' });
    const deleted = await told(
      ...old.map(() => 'file-version.deleted'),
      'file.deleted',
      'file.deleted',
      ...Array.from({ length: 3 }, () => 'folder.deleted'),
    );
    const fileIds = files.map(({ fileId }) => fileId);
    assert.deepEqual(
      dataOf(deleted['file.deleted'])
        .map(({ fileId }) => fileId)
        .sort(),
      fileIds.sort(),
    );
  });

  await t.test('delete a file, and many', async () => {
    const { fileId: copy } = await listed('/u', 'a.txt', 'file');
    await client.files.delete(a.fileId);
    assert.deepEqual(dataOf((await told('file.deleted'))['file.deleted']), [{ fileId: a.fileId }]);
    await client.files.bulk.delete({ fileIds: [b, copy] });
    const gone = dataOf((await told('file.deleted', 'file.deleted'))['file.deleted']);
    assert.deepEqual(gone.map(({ fileId }) => fileId).sort(), [b, copy].sort());
  });

  await t.test('what was delivered is listed, and not what was dropped or is secret', async () => {
    const path = '/_halftone/v1/webhook-deliveries?state=delivered&limit=1000';
    const { status, body } = await until('all have arrived', async () => {
      const answer = await api(server, path);
      return answer.body.length === ids.size ? answer : undefined;
    });
    assert.equal(status, 200);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    assert.deepEqual(new Set(body.map((each: any) => each.eventId)), ids);
    for (const each of body) {
      const { state, attempts, lastAttempt } = each;
      assert.deepEqual(
        { state, attempts, status: lastAttempt.status },
        { state: 'delivered', attempts: 1, status: 200 },
      );
    }
    assert.ok(!JSON.stringify(body).includes(secret) && !server.output().includes(secret));
  });
}

/** A webhook for all of these events, on this machine. */
async function listenTo(t: TestContext, server: TestServer) {
  const arrived: Sent[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    arrived.push({ body, headers: request.headers });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
  const { status, body } = await api(server, '/v1/accounts/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, events: EVENTS }),
  });
  assert.equal(status, 201, JSON.stringify(body));
  return {
    secret: body.secret as string,
    async next(count: number): Promise<Sent[]> {
      await until(`${count} events have arrived`, () => arrived.length >= count).catch((error) => {
        throw new Error(`Only these: ${arrived.map((each) => each.body).join('\n')}`, { cause: error });
      });
      return arrived.splice(0);
    },
  };
}

/** Both generations of SDKs take it for ours. */
function verified({ body, headers }: Sent, secret: string): Told {
  const client = new ImageKit({ privateKey: 'any', webhookSecret: secret });
  const legacy = new LegacyImageKit({ publicKey: 'any', privateKey: 'any', urlEndpoint: 'http://any' });
  const event = client.webhooks.unwrap(body, { headers: headers as Record<string, string> });
  assert.deepEqual(client.webhooks.unsafeUnwrap(body), event);
  assert.deepEqual(legacy.verifyWebhookEvent(body, String(headers['x-ik-signature']), secret).event, event);
  assert.equal(headers['webhook-id'], event.id);
  assert.equal(headers['content-type'], 'application/json');
  return JSON.parse(body);
}

function dataOf(events: Told[] | undefined): Told['data'][] {
  return (events ?? []).map(({ data }) => data);
}

function byPath(events: Told[] | undefined): Told['data'][] {
  const path = ({ folderPath, filePath }: Told['data']) => folderPath ?? filePath;
  return dataOf(events).sort((one, other) => (path(one) < path(other) ? -1 : 1));
}

function idsOf(folders: readonly { folderId: string }[]): { folderId: string }[] {
  return folders.map(({ folderId }) => ({ folderId }));
}

function byFolderId(one: { folderId: string }, other: { folderId: string }): number {
  return one.folderId < other.folderId ? -1 : 1;
}
