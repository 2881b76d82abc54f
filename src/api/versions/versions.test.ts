import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { type Answer, BASIC, HELP, suiteApi } from '../api.testing.ts';
import { fileSchema } from '../files/file-json.ts';

const ABSENT_ID = '0123456789abcdef01234567';

describe('versions', () => {
  const api = suiteApi();
  const call = async (method: string, path: string): Promise<{ status: number; body: Answer }> => {
    const response = await api().fetch(path, { method, headers: { authorization: BASIC } });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const upload = async (tags: string, fileName = 'a.txt'): Promise<Answer> => {
    const fields = { fileName, useUniqueFileName: 'false', tags, file: new Blob([`text ${tags}`]) };
    return (await api().upload(fields)).body;
  };

  it('are listed, shown, restored and deleted', async () => {
    const { fileId } = await upload('one');
    const { versionInfo } = await upload('two');
    const path = `/v1/files/${fileId}/versions`;
    const list = await call('GET', `${path}/`);
    assert.equal(list.status, 200);
    const [current, old] = list.body;
    assert.ok(Check(fileSchema, current) && Check(fileSchema, old));
    assert.deepEqual(
      list.body.map((row: Answer) => [row.type, row.fileId, row.versionInfo, row.tags]),
      [
        ['file', fileId, { id: versionInfo.id, name: 'Version 2' }, ['two']],
        ['file-version', fileId, { id: fileId, name: 'Version 1' }, ['one']],
      ],
    );
    assert.match(old.url, /^http:\/\/media\.test\/demo\/a\.txt\?ik-obj-version=[\w-]{32}&updatedAt=\d+$/);
    assert.deepEqual(current, (await call('GET', `/v1/files/${fileId}/details`)).body);
    assert.deepEqual(await call('GET', `${path}/${fileId}`), { status: 200, body: old });
    assert.deepEqual(await call('GET', `${path}/${versionInfo.id}/`), { status: 200, body: current });

    const restored = await call('PUT', `${path}/${fileId}/restore`);
    assert.equal(restored.status, 200);
    assert.deepEqual(
      [restored.body.type, restored.body.versionInfo, restored.body.tags, restored.body.createdAt],
      ['file', { id: fileId, name: 'Version 1' }, ['one'], current.createdAt],
    );
    assert.deepEqual(await call('DELETE', `${path}/${versionInfo.id}`), { status: 204, body: undefined });
    assert.deepEqual((await call('GET', path)).body, [restored.body]);
  });

  it('that are not there, are current or have no id of any are refused', async () => {
    const { fileId } = await upload('one', 'b.txt');
    const other = await upload('one', 'c.txt');
    const path = (file: string, version: string, action = '') =>
      `/v1/files/${file}/versions/${version}${action}`;
    const noFile = 'The requested file does not exist.';
    const noVersion = 'The requested file version does not exist.';
    const noAsset = 'The requested asset does not exist.';
    const badFile = 'Your request contains invalid fileId parameter.';
    const badVersion = 'Your request contains invalid versionId parameter.';
    const table: readonly (readonly [string, string, number, string])[] = [
      ['GET', '/v1/files/xyz/versions', 400, badFile],
      ['GET', `/v1/files/${ABSENT_ID}/versions`, 404, noFile],
      ['GET', path('xyz', fileId), 400, badFile],
      ['GET', path(fileId, 'xyz'), 400, badVersion],
      ['GET', path(fileId, 'f%201%2F%C3%A9'), 400, badVersion],
      ['GET', path(fileId, ABSENT_ID), 404, noVersion],
      ['GET', path(fileId, other.fileId), 404, noVersion],
      ['GET', path(ABSENT_ID, fileId), 404, noVersion],
      ['DELETE', path('xyz', fileId), 400, badFile],
      ['DELETE', path(fileId, 'xyz'), 400, badVersion],
      ['DELETE', path(fileId, ABSENT_ID), 404, noAsset],
      ['DELETE', path(ABSENT_ID, fileId), 404, noAsset],
      ['PUT', path('xyz', fileId, '/restore'), 400, badFile],
      ['PUT', path(fileId, 'xyz', '/restore'), 400, badVersion],
      ['PUT', path(fileId, ABSENT_ID, '/restore'), 404, noVersion],
      ['PUT', path(ABSENT_ID, fileId, '/restore'), 404, noFile],
    ];
    for (const [method, target, status, message] of table) {
      assert.deepEqual(
        await call(method, target),
        { status, body: { message, help: HELP } },
        `${method} ${target}`,
      );
    }
    const current = await call('DELETE', path(fileId, fileId));
    assert.deepEqual(
      [current.status, current.body.message],
      [400, 'You cannot delete current version of a file.'],
    );
  });
});
