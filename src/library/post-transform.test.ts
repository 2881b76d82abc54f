import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createJobs } from '../jobs/index.ts';
import { defineErrors } from '../kernel/index.ts';
import { silentLog } from '../observability/index.ts';
import { openTestLibrary, png, type TestLibrary } from './library.testing.ts';
import { endPostTransformUnit, POST_TRANSFORM_JOB, type PostTransform } from './post-transform.ts';
import {
  handlePostTransforms,
  type PostTransformDeps,
  type PostTransformOutcome,
} from './post-transform-run.ts';
import { listen } from './units.testing.ts';

const errors = defineErrors({
  refused: { code: 'EINVAL', status: 400, message: 'no' },
  gone: { code: 'ENOENT', status: 404, message: 'gone' },
  tooSlow: { code: 'ETIMEDOUT', status: 504, message: 'slow' },
  busy: { code: 'EBUSY', status: 503, message: 'busy' },
});

const SMALL: PostTransform = { type: 'transformation', value: 'w-10' };
const STREAM: PostTransform = { type: 'abs', value: 'sr-240', protocol: 'hls' };

onEachDatabase(({ open }) => {
  async function start(t: TestContext): Promise<TestLibrary> {
    const library = await openTestLibrary(t, open);
    await library.database.write(listen, undefined);
    return library;
  }

  async function upload({ upload }: TestLibrary, items: readonly PostTransform[]) {
    const postTransforms = { requestId: 'request', items };
    return upload(await png(20, 20), { fileName: 'a.png', folder: '/b', postTransforms });
  }

  /** Does all jobs that are there; resolves with what has come of them. */
  async function finish(t: TestContext, { database, time }: TestLibrary, make: PostTransformDeps['make']) {
    const outcomes: PostTransformOutcome[] = [];
    let ended = 0;
    const begun = await database.reader
      .selectFrom('jobs')
      .select('id')
      .where('kind', '=', POST_TRANSFORM_JOB)
      .execute();
    const done = Promise.withResolvers<void>();
    const clock = () => time.now;
    const jobs = createJobs({ database, clock, log: silentLog, firstPauseMs: 0 });
    t.after(() => jobs.close());
    handlePostTransforms({
      database: {
        ...database,
        async write(unit, input) {
          const result = await database.write(unit, input);
          if (unit.name === endPostTransformUnit.name && ++ended === begun.length) done.resolve();
          return result;
        },
      },
      jobs,
      clock,
      make: (...given) => make(...given).finally(() => setImmediate(() => jobs.wake())),
      describe: ({ item, requestId }, outcome) => {
        outcomes.push(outcome);
        const type = `upload.post-transform.${outcome.failure ? 'error' : 'success'}` as const;
        return { type, payload: { request: { requestId }, data: { ...outcome, item } } };
      },
    });
    await jobs.start();
    await done.promise;
    return outcomes;
  }

  async function events({ reader }: Database) {
    const rows = await reader
      .selectFrom('events')
      .select(['type', 'data'])
      .where('type', 'like', 'upload.%')
      .orderBy('type')
      .execute();
    return rows.map(({ type, data }) => ({ type, ...JSON.parse(data) }));
  }

  describe('renditions that are asked for with an upload', () => {
    test('are made by one job each, which tells its end once', async (t) => {
      const library = await start(t);
      const file = await upload(library, [SMALL, STREAM]);
      const made: string[] = [];
      await finish(t, library, async ({ fileId, item }, path) => {
        made.push(`${fileId} ${path} ${item.value}`);
        if (item.type === 'abs') throw errors.refused();
      });
      assert.deepEqual(made.sort(), [`${file.assetId} /b/a.png sr-240`, `${file.assetId} /b/a.png w-10`]);
      const data = { name: 'a.png', path: '/b/a.png' };
      const request = { requestId: 'request' };
      assert.deepEqual(await events(library.database), [
        {
          type: 'upload.post-transform.error',
          request,
          data: { ...data, failure: 'encoding_failed', item: STREAM },
        },
        { type: 'upload.post-transform.success', request, data: { ...data, item: SMALL } },
      ]);
    });

    const failures = [
      ['refused', 'encoding_failed'],
      ['tooSlow', 'encoding_failed'],
      ['gone', 'download_failed'],
    ] as const;
    for (const [name, failure] of failures) {
      test(`that fail with ${errors[name].spec.status} end with ${failure}, at once`, async (t) => {
        const library = await start(t);
        await upload(library, [SMALL]);
        let tries = 0;
        const outcomes = await finish(t, library, async () => {
          tries += 1;
          throw errors[name]();
        });
        assert.deepEqual([outcomes.map((outcome) => outcome.failure), tries], [[failure], 1]);
      });
    }

    test('are tried again while the server is too busy', async (t) => {
      const library = await start(t);
      await upload(library, [SMALL]);
      let tries = 0;
      const outcomes = await finish(t, library, async () => {
        if (++tries < 3) throw errors.busy();
      });
      assert.deepEqual([outcomes.map((outcome) => outcome.failure), tries], [[undefined], 3]);
    });

    test('end with an error when the server fails for good', async (t) => {
      const library = await start(t);
      await upload(library, [SMALL]);
      let tries = 0;
      const outcomes = await finish(t, library, async () => {
        tries += 1;
        throw new Error('a bug');
      });
      assert.deepEqual([outcomes.map((outcome) => outcome.failure), tries], [['internal_server_error'], 20]);
    });

    test('follow a file that was renamed', async (t) => {
      const library = await start(t);
      const { path } = await upload(library, [SMALL]);
      await library.library.rename({ filePath: path, newFileName: 'c.png', purge: false });
      const paths: string[] = [];
      const outcomes = await finish(t, library, async (_, path) => void paths.push(path));
      assert.deepEqual(paths, ['/b/c.png']);
      assert.deepEqual(outcomes, [{ name: 'c.png', path: '/b/c.png', failure: undefined }]);
    });

    for (const how of ['file', 'folder'] as const) {
      test(`end with an error when the ${how} was deleted, and nothing is tried`, async (t) => {
        const library = await start(t);
        const { assetId } = await upload(library, [SMALL]);
        if (how === 'file') await library.library.remove(assetId);
        else await library.library.deleteFolder('/b');
        let tries = 0;
        const outcomes = await finish(t, library, async () => void tries++);
        assert.deepEqual(outcomes, [{ name: 'a.png', path: '/b/a.png', failure: 'download_failed' }]);
        assert.equal(tries, 0);
      });
    }

    test('are not begun with an upload that fails', async (t) => {
      const { upload, database } = await start(t);
      await upload('hello');
      const postTransforms = { requestId: 'request', items: [SMALL] };
      await assert.rejects(upload('hello', { overwriteFile: false, postTransforms }), { status: 400 });
      assert.deepEqual(await database.reader.selectFrom('jobs').select('id').execute(), []);
    });
  });

  test('an upload that left nothing can be told of', async (t) => {
    const { library, database } = await start(t);
    const payload = { request: { transformation: 'w-10' }, data: { name: 'a.mp4' } };
    await library.announce({ type: 'upload.pre-transform.error', payload });
    assert.deepEqual(await events(database), [{ type: 'upload.pre-transform.error', ...payload }]);
  });
});
