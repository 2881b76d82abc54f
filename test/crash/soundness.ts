/** The invariants: what must hold for a library whose server has died, however often and whenever. */
import assert from 'node:assert/strict';
import { api } from '../client.ts';
import { stagedSizes, storedObjects } from '../data-dir.ts';
import type { TestServer } from '../server.ts';
import { type Ledger, sha256, tagsOf } from './ledger.ts';
import type { ReadTables } from './tables.ts';

const PAGE = 1000;
const READERS = 4;

/** Rows and files agree, and nothing is half made. Holds whenever no upload is under way, server or not. */
export async function assertConsistent(dataDir: string, readTables: ReadTables): Promise<void> {
  assert.deepEqual(await stagedSizes(dataDir), [], 'nothing is left in staging');
  const { blobs, files, versions, folders, closure, tags } = await readTables();
  const objects = await storedObjects(dataDir);

  const rows = new Map(blobs.map((blob) => [blob.key, blob]));
  for (const key of objects.keys()) assert.ok(rows.has(key), `the object ${key} has no row`);
  for (const { key, size, state } of blobs) {
    if (state === 'live') assert.equal(objects.get(key), size, `the object of the live row ${key}`);
  }

  const live = new Map(blobs.filter(({ state }) => state === 'live').map((blob) => [blob.id, blob]));
  const versionsOf = Map.groupBy(versions, (version) => version.assetId);
  for (const version of versions) {
    assert.equal(live.get(version.blobId)?.size, version.size, `the bytes of version ${version.id}`);
  }
  for (const file of files) {
    const own = versionsOf.get(file.id) ?? [];
    const current = own.filter((version) => version.isCurrent === 1);
    assert.deepEqual(
      [file.versionId],
      current.map(({ id }) => id),
      `the current version of ${file.name}`,
    );
    const numbers = own.map(({ number }) => number).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from(own, (_, index) => index + 1),
      `the versions of ${file.name}`,
    );
    assert.equal(file.counter, current[0]?.number, `the version counter of ${file.name}`);
    versionsOf.delete(file.id);
  }
  assert.equal(versionsOf.size, 0, 'each version has its file');

  const tagsOfVersion = Map.groupBy(tags, (tag) => tag.versionId);
  for (const { id, isCurrent } of versions) {
    const own = tagsOfVersion.get(id) ?? [];
    assert.deepEqual(
      own.map((tag) => tag.isCurrent),
      [isCurrent, isCurrent],
      `the tags of version ${id}`,
    );
    tagsOfVersion.delete(id);
  }
  assert.equal(tagsOfVersion.size, 0, 'each tag has its version');

  const ways = Map.groupBy(closure, (way) => way.descendantId);
  for (const { id, parentId } of folders) {
    const above = parentId === null ? 0 : (ways.get(parentId)?.length ?? Number.NaN);
    assert.equal(ways.get(id)?.length, above + 1, `the way from folder ${id} up to the root`);
  }
}

/**
 * Everything acknowledged is listed and delivers its bytes, and what else is there is whole.
 *
 * @param verified ids of versions whose bytes were compared before, and are not again; those of now are added
 */
export async function assertAnswers(
  server: TestServer,
  ledger: Ledger,
  verified: Set<string>,
): Promise<void> {
  const listed = await listAll(server);
  const hashes = await hashesOf(listed, verified);
  const byPath = Map.groupBy(listed, (version) => version.filePath);

  for (const path of byPath.keys()) assert.ok(ledger.files.has(path), `nobody has sent ${path}`);
  for (const file of ledger.files.values()) {
    const versions = byPath.get(file.path) ?? [];
    const found = new Set(versions.map(({ tags }) => tags?.join('')));
    if (file.deletion === 'acknowledged') assert.equal(versions.length, 0, `${file.path} was deleted`);
    if (file.deletion === 'none') {
      for (const hash of file.acknowledged) {
        assert.ok(found.has(tagsOf(hash).join('')), `${file.path} with the bytes ${hash} was acknowledged`);
      }
    }
    const sentTags = new Map([...file.sent].map((hash) => [tagsOf(hash).join(''), hash]));
    for (const { versionInfo, tags } of versions) {
      const hash = sentTags.get(tags?.join('') ?? '');
      assert.ok(hash !== undefined, `${file.path} has the tags ${tags}, which nobody has sent`);
      const delivered = hashes.get(versionInfo.id);
      if (delivered !== undefined) assert.equal(delivered, hash, `the bytes of ${file.path}`);
    }
  }
}

type Listed = {
  readonly filePath: string;
  readonly url: string;
  readonly tags: readonly string[] | null;
  readonly versionInfo: { readonly id: string };
};

async function listAll(server: TestServer): Promise<Listed[]> {
  const all: Listed[] = [];
  for (const type of ['file', 'file-version']) {
    for (let skip = 0; ; skip += PAGE) {
      const { status, body } = await api(server, `/v1/files?type=${type}&limit=${PAGE}&skip=${skip}`);
      assert.equal(status, 200);
      all.push(...body);
      if (body.length < PAGE) break;
    }
  }
  return all;
}

/** SHA-256 of the bytes that are delivered for each version. */
async function hashesOf(
  listed: readonly Listed[],
  verified: Set<string>,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  const line = listed.filter(({ versionInfo }) => !verified.has(versionInfo.id)).values();
  const read = async () => {
    for (const { url, versionInfo } of line) {
      const response = await fetch(`${url}&tr=orig-true`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      assert.equal(response.status, 200, `${url}: ${response.headers.get('ik-error')}`);
      hashes.set(versionInfo.id, sha256(bytes));
      verified.add(versionInfo.id);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return hashes;
}
