import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import {
  createExtensionRegistry,
  type ExtensionAdapter,
  type ExtensionConfig,
  type ExtensionResult,
  extensionErrors,
} from '../extensions/index.ts';
import type { FileRecord } from './index.ts';
import { openTestLibrary, plainRequest, png } from './library.testing.ts';
import { addAiTag, countStarts, stealJob } from './units.testing.ts';

const webhookUrl = 'https://example.com/callback';
const tagging = { name: 'google-auto-tagging', minConfidence: 60, maxTags: 2 } as const;
const removeBg = { name: 'remove-bg' } as const;
const describing = { name: 'ai-auto-description' } as const;

type Run = ExtensionAdapter['run'];

/** A library whose jobs run, with one backend for each extension that a test names. */
async function openLibrary(
  t: TestContext,
  open: (units: URL) => Promise<Database>,
  backends: Partial<Record<ExtensionConfig['name'], Run>>,
  { answersAtOnce = false, starts = true } = {},
) {
  const units: [string, number][] = [];
  const adapters = Object.entries(backends).map(([name, run]) => ({
    name: name as ExtensionConfig['name'],
    answersAtOnce,
    run,
  }));
  const opened = await openTestLibrary(t, open, {
    extensions: createExtensionRegistry(adapters),
    onExtensionUnits: (name, count) => units.push([name, count]),
  });
  if (starts) await opened.jobs.start();
  const { database, library, time, jobs } = opened;

  /** All jobs are over. What is to be tried again later is tried at once: the time moves on. */
  const settled = async () => {
    for (;;) {
      const rows = await database.reader.selectFrom('jobs').select(['state', 'run_at']).execute();
      if (rows.every((row) => row.state === 'done' || row.state === 'dead')) return;
      const waiting = rows.filter((row) => row.state === 'pending' && row.run_at > time.now);
      if (waiting.length > 0) time.now = Math.max(...waiting.map((row) => row.run_at));
      jobs.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const outbox = async () => {
    const rows = await database.reader.selectFrom('events').selectAll().execute();
    return rows.map(({ type, data }) => ({ type, data: JSON.parse(data) }));
  };
  return {
    ...opened,
    units,
    settled,
    async callbacks() {
      return (await outbox()).filter(({ type }) => type === 'callback').map(({ data }) => data);
    },
    async events() {
      return (await outbox()).map(({ type }) => type).filter((type) => type !== 'callback');
    },
    /** Asks for extensions of a file that is there, and waits until they are over. */
    async extend(file: FileRecord, ...configs: ExtensionConfig[]) {
      time.now += 1000;
      const answer = await library.update(file.assetId, { extensions: { configs, webhookUrl } });
      await settled();
      return answer;
    },
  };
}

const found = (...tags: [string, number][]): ExtensionResult => ({
  kind: 'tags',
  tags: tags.map(([name, confidence]) => ({ name, confidence })),
});

async function* bytesOf(buffer: Uint8Array) {
  yield buffer;
}

async function* broken() {
  yield Buffer.from('half');
  throw new Error('The connection was lost.');
}

const failure = (service: string, fileId: string, message: string) => ({
  url: webhookUrl,
  body: { service, status: 'FAILURE', fileId, error: { message } },
});
const success = (service: string, fileId: string) => ({
  url: webhookUrl,
  body: { service, status: 'SUCCESS' },
  fileId,
});

onEachDatabase(({ open }) => {
  describe('an extension without a backend', () => {
    test('fails at once, of an upload and of an update, and says so to its URL', async (t) => {
      const { library, store, callbacks } = await openLibrary(t, open, {});
      const staged = await store.stage();
      await staged.write(Buffer.from('x'));
      await staged.seal();
      const extensions = { configs: [tagging, removeBg], webhookUrl };
      const { file, extensionStatus } = await library.ingest(staged, { ...plainRequest, extensions });
      const failed = { 'google-auto-tagging': 'failed', 'remove-bg': 'failed' };
      assert.deepEqual(extensionStatus, failed);
      assert.equal((await library.get(file.assetId)).name, 'a.txt');

      const updated = await library.update(file.assetId, {
        description: 'new',
        extensions: { configs: [describing], webhookUrl: undefined },
      });
      assert.deepEqual(updated.extensionStatus, { 'ai-auto-description': 'failed' });
      assert.equal(updated.description, 'new');
      assert.deepEqual(await callbacks(), [
        failure('google-auto-tagging', file.assetId, 'google-auto-tagging backend is not configured'),
        failure('remove-bg', file.assetId, 'remove-bg backend is not configured'),
      ]);
    });

    test('is not spoken of where none was asked for', async (t) => {
      const { library, upload, callbacks } = await openLibrary(t, open, {});
      const file = await upload('x');
      const updated = await library.update(file.assetId, { extensions: { configs: [], webhookUrl } });
      assert.ok(!('extensionStatus' in updated));
      assert.deepEqual(await callbacks(), []);
    });

    test('of a request that fails leaves nothing behind', async (t) => {
      const { library, callbacks } = await openLibrary(t, open, { 'remove-bg': async () => found() });
      const asked = { extensions: { configs: [tagging, removeBg], webhookUrl } };
      await assert.rejects(library.update('0123456789abcdef01234567', asked), { status: 404 });
      assert.deepEqual(await callbacks(), []);
    });
  });

  describe('a tagger', () => {
    test('replaces the tags of its source by the surest ones, and leaves all others', async (t) => {
      const { library, upload, database, extend, callbacks, events, units } = await openLibrary(t, open, {
        'google-auto-tagging': async () =>
          found(['Cap', 61], ['Shirt', 90.5], ['Shirt', 70], ['Shoe', 59], ['Hat', 80], ['', 99]),
      });
      const file = await upload('x', { tags: ['mine'] });
      const aws = { name: 'Old', confidence: 50, source: 'aws-auto-tagging' };
      const old = { name: 'Old', confidence: 50, source: 'google-auto-tagging' };
      for (const tag of [aws, old]) await database.write(addAiTag, { versionId: file.versionId, tag });

      const answer = await extend(file, tagging);
      assert.deepEqual(answer.extensionStatus, { 'google-auto-tagging': 'pending' });
      const after = await library.get(file.assetId);
      assert.deepEqual(after.tags, ['mine']);
      assert.deepEqual(after.aiTags, [
        aws,
        { name: 'Shirt', confidence: 90.5, source: 'google-auto-tagging' },
        { name: 'Hat', confidence: 80, source: 'google-auto-tagging' },
      ]);
      assert.ok(after.updatedAt > file.updatedAt);
      assert.deepEqual(await callbacks(), [success('google-auto-tagging', file.assetId)]);
      assert.deepEqual(await events(), ['file.created', 'file.updated']);
      assert.deepEqual(units, [['google-auto-tagging', 2]]);
    });

    test('that is quick is in the answer', async (t) => {
      const backends = { 'google-auto-tagging': async () => found(['Shirt', 90]) };
      const { library, upload } = await openLibrary(t, open, backends, { answersAtOnce: true });
      const file = await upload('x');
      const answer = await library.update(file.assetId, { extensions: { configs: [tagging], webhookUrl } });
      assert.deepEqual(answer.extensionStatus, { 'google-auto-tagging': 'success' });
      assert.deepEqual(answer.aiTags, [{ name: 'Shirt', confidence: 90, source: 'google-auto-tagging' }]);
    });

    test('reads the bytes of the file and is told what they are', async (t) => {
      const seen: unknown[] = [];
      const { upload, extend } = await openLibrary(t, open, {
        'google-auto-tagging': async ({ config, file, open }) => {
          seen.push(config, file, Buffer.concat(await (await open()).toArray()));
          return found();
        },
      });
      const bytes = await png(3, 2);
      await extend(await upload(bytes, { fileName: 'a.png' }), tagging);
      const facts = { name: 'a.png', mime: 'image/png', size: bytes.length, width: 3, height: 2 };
      assert.deepEqual(seen, [tagging, facts, bytes]);
    });
  });

  describe('a describer', () => {
    test('writes the description, as long as one may be', async (t) => {
      const { library, upload, extend, callbacks } = await openLibrary(t, open, {
        'ai-auto-description': async () => ({ kind: 'description', description: ` ${'d'.repeat(999)}😀 \0` }),
      });
      const file = await upload('x', { description: 'old' });
      await extend(file, describing);
      assert.equal((await library.get(file.assetId)).description, 'd'.repeat(999));
      assert.deepEqual(await callbacks(), [success('ai-auto-description', file.assetId)]);
    });
  });

  describe('remove-bg', () => {
    test('makes a new version, which has all that the old one had', async (t) => {
      const cut = await png(7, 5);
      const { library, upload, extend, callbacks, events, units } = await openLibrary(
        t,
        open,
        { 'remove-bg': async () => ({ kind: 'bytes', bytes: bytesOf(cut) }) },
        { answersAtOnce: true },
      );
      await library.customFields.create({
        name: 'brand',
        label: 'Brand',
        schema: { type: 'Text' },
        description: null,
      });
      const file = await upload(await png(9, 9), {
        fileName: 'a.png',
        tags: ['a', 'b'],
        customMetadata: { brand: 'x' },
        description: 'what',
      });
      const answer = await extend(file, removeBg);
      assert.deepEqual(answer.extensionStatus, { 'remove-bg': 'pending' });

      const after = await library.get(file.assetId);
      const { versionId, token, updatedAt, embedded, ...rest } = after;
      const changed = { size: cut.length, width: 7, height: 5, versionNumber: 2 };
      const { versionId: _v, token: _t, updatedAt: _u, embedded: _e, ...before } = file;
      assert.deepEqual(rest, { ...before, ...changed });
      assert.notEqual(versionId, file.versionId);
      assert.notEqual(token, file.token);
      assert.equal(embedded?.ImageWidth, 7);
      assert.ok(updatedAt > file.updatedAt);
      const [, old] = await library.versions(file.assetId);
      assert.equal(old?.versionId, file.versionId);
      assert.equal(old?.width, 9);
      assert.equal((await library.locate('/a.png'))?.size, cut.length);
      assert.deepEqual(await callbacks(), [success('remove-bg', file.assetId)]);
      assert.deepEqual(await events(), ['file.created', 'file-version.created']);
      assert.deepEqual(units, [['remove-bg', 130]]);
    });

    test('comes after the others, whose results its version has too', async (t) => {
      const { library, upload, extend } = await openLibrary(t, open, {
        'remove-bg': async () => ({ kind: 'bytes', bytes: bytesOf(Buffer.from('cut')) }),
        'google-auto-tagging': async () => found(['Shirt', 90]),
      });
      const file = await upload('x');
      await extend(file, removeBg, tagging);
      const after = await library.get(file.assetId);
      assert.equal(after.versionNumber, 2);
      assert.deepEqual(
        after.aiTags.map((tag) => tag.name),
        ['Shirt'],
      );
    });

    for (const [what, bytes, message] of [
      ['nothing', '', 'Your request contains invalid file parameter.'],
      [
        'too much',
        'x'.repeat(2 ** 20 + 1),
        'Your request contains invalid file parameter. The file size exceeds limits.',
      ],
    ] as const) {
      test(`that makes ${what} fails, and nothing is kept`, async (t) => {
        const { library, upload, extend, callbacks, storedFiles } = await openLibrary(t, open, {
          'remove-bg': async () => ({ kind: 'bytes', bytes: bytesOf(Buffer.from(bytes)) }),
        });
        const file = await upload('x');
        const stored = await storedFiles();
        await extend(file, removeBg);
        assert.deepEqual(await callbacks(), [failure('remove-bg', file.assetId, message)]);
        assert.equal((await library.get(file.assetId)).versionNumber, 1);
        assert.deepEqual(await storedFiles(), stored);
      });
    }

    test('whose bytes cease to come is asked again, and has failed then', async (t) => {
      let calls = 0;
      const { library, upload, extend, callbacks, storedFiles } = await openLibrary(t, open, {
        'remove-bg': async () => {
          calls++;
          return { kind: 'bytes', bytes: broken() };
        },
      });
      const file = await upload('x');
      const stored = await storedFiles();
      await extend(file, removeBg);
      assert.equal(calls, 3);
      assert.deepEqual(await callbacks(), [failure('remove-bg', file.assetId, 'remove-bg backend failed')]);
      assert.equal((await library.get(file.assetId)).versionNumber, 1);
      assert.deepEqual(await storedFiles(), stored);
    });

    test('of a file that has 100 versions fails', async (t) => {
      const { upload, extend, callbacks } = await openLibrary(t, open, {
        'remove-bg': async () => ({ kind: 'bytes', bytes: bytesOf(Buffer.from('cut')) }),
      });
      let file = await upload('0');
      for (let version = 1; version < 100; version++) file = await upload(`${version}`);
      await extend(file, removeBg);
      const message = 'A file can have a maximum of 100 versions.';
      assert.deepEqual(await callbacks(), [failure('remove-bg', file.assetId, message)]);
    });
  });

  describe('ai-tasks', () => {
    const tasks = (...list: object[]) => ({ name: 'ai-tasks', tasks: list }) as unknown as ExtensionConfig;

    test('edit tags and custom metadata; a field offers its own options', async (t) => {
      const asked: unknown[] = [];
      const { library, upload, extend } = await openLibrary(t, open, {
        'ai-tasks': async ({ config }) => {
          asked.push(config);
          return { kind: 'answers', answers: [['suv', 'boat'], ['red'], 'yes'] };
        },
      });
      const field = (name: string, schema: object) =>
        library.customFields.create({ name, label: name, schema: { ...schema }, description: null });
      await field('colors', { type: 'MultiSelect', selectOptions: ['red', 'blue'] });
      await field('price', { type: 'Number' });
      const file = await upload('x', { tags: ['old', 'car'], customMetadata: { price: 5 } });
      await extend(
        file,
        tasks(
          { type: 'select_tags', instruction: 'Which?', vocabulary: ['suv', 'sedan'] },
          { type: 'select_metadata', instruction: 'Which colour?', field: 'colors' },
          {
            type: 'yes_no',
            instruction: 'Is it new?',
            on_yes: { add_tags: ['new'], remove_tags: ['old'], unset_metadata: [{ field: 'price' }] },
          },
        ),
      );
      const [config] = asked as [{ tasks: { vocabulary?: unknown }[] }];
      assert.deepEqual(config.tasks[1]?.vocabulary, ['red', 'blue']);
      const after = await library.get(file.assetId);
      assert.deepEqual(after.tags, ['car', 'suv', 'new']);
      assert.deepEqual(after.customMetadata, { colors: ['red'] });
    });

    test('that would break a rule of the file change nothing', async (t) => {
      const { library, upload, extend, callbacks } = await openLibrary(t, open, {
        'ai-tasks': async () => ({ kind: 'answers', answers: [['x'.repeat(400)]] }),
      });
      const file = await upload('x', { tags: ['t'.repeat(200)] });
      await extend(file, tasks({ type: 'select_tags', instruction: 'Which?' }));
      assert.deepEqual((await library.get(file.assetId)).tags, file.tags);
      const message = 'The tags of the file would have more than 500 characters together.';
      assert.deepEqual(await callbacks(), [failure('ai-tasks', file.assetId, message)]);
    });
  });

  describe('a backend that fails', () => {
    test('is asked three times, then its failure is told; the others go on', async (t) => {
      let calls = 0;
      const { library, upload, extend, callbacks, units } = await openLibrary(t, open, {
        'google-auto-tagging': async () => {
          calls++;
          throw new Error('secret detail');
        },
        'ai-auto-description': async () => ({ kind: 'description', description: 'good' }),
      });
      const file = await upload('x');
      await extend(file, tagging, describing);
      assert.equal(calls, 3);
      assert.equal((await library.get(file.assetId)).description, 'good');
      assert.deepEqual(await callbacks(), [
        failure('google-auto-tagging', file.assetId, 'google-auto-tagging backend failed'),
        success('ai-auto-description', file.assetId),
      ]);
      assert.deepEqual(units, [['ai-auto-description', 0]]);
    });

    test('may succeed later', async (t) => {
      let calls = 0;
      const { library, upload, extend, callbacks } = await openLibrary(t, open, {
        'google-auto-tagging': async () => {
          if (++calls < 3) throw new Error('not now');
          return found(['Shirt', 90]);
        },
      });
      const file = await upload('x');
      await extend(file, tagging);
      assert.equal((await library.get(file.assetId)).aiTags.length, 1);
      assert.deepEqual(await callbacks(), [success('google-auto-tagging', file.assetId)]);
    });

    test('for good is asked once, and says why', async (t) => {
      let calls = 0;
      const { upload, extend, callbacks } = await openLibrary(t, open, {
        'google-auto-tagging': async () => {
          calls++;
          throw extensionErrors.refused('This is no picture.');
        },
      });
      const file = await upload('x');
      await extend(file, tagging);
      assert.equal(calls, 1);
      assert.deepEqual(await callbacks(), [
        failure('google-auto-tagging', file.assetId, 'This is no picture.'),
      ]);
    });

    test('by taking the server down is given up', async (t) => {
      const crash = () => assert.fail('it is not begun again');
      const opened = await openLibrary(t, open, { 'google-auto-tagging': crash }, { starts: false });
      const { library, database, upload, jobs, settled, callbacks } = opened;
      const file = await upload('x');
      await library.update(file.assetId, { extensions: { configs: [tagging], webhookUrl } });
      await database.write(countStarts, 20);
      await jobs.start();
      await settled();
      const message = 'google-auto-tagging backend failed';
      assert.deepEqual(await callbacks(), [failure('google-auto-tagging', file.assetId, message)]);
    });

    test('by an answer to another question has failed', async (t) => {
      const { library, upload, extend, callbacks } = await openLibrary(t, open, {
        'google-auto-tagging': async () => ({ kind: 'description', description: 'no tags' }),
      });
      const file = await upload('x');
      await extend(file, tagging);
      assert.equal((await library.get(file.assetId)).description, null);
      const message = 'google-auto-tagging backend answered description';
      assert.deepEqual(await callbacks(), [failure('google-auto-tagging', file.assetId, message)]);
    });
  });

  describe('while a backend works', () => {
    for (const [what, change, message] of [
      [
        'the file is deleted',
        async ({ library }: Opened, { assetId }: FileRecord) => library.remove(assetId),
        'The requested file does not exist.',
      ],
      [
        'the file gets another version',
        async ({ upload }: Opened) => void (await upload('other')),
        'Another version of the file has taken the place of the one that this was asked of.',
      ],
    ] as const) {
      for (const [name, config, result] of [
        ['a tagger', tagging, () => found(['Shirt', 90])],
        ['remove-bg', removeBg, () => ({ kind: 'bytes', bytes: bytesOf(Buffer.from('cut')) }) as const],
      ] as const) {
        test(`${what}: ${name} has failed, and there is no harm`, async (t) => {
          const file = Promise.withResolvers<FileRecord>();
          const opened = await openLibrary(t, open, {
            [config.name]: async () => {
              await change(opened, await file.promise);
              return result();
            },
          });
          const { upload, extend, callbacks, library } = opened;
          const uploaded = await upload('x');
          file.resolve(uploaded);
          await extend(uploaded, config);
          assert.deepEqual(await callbacks(), [failure(config.name, uploaded.assetId, message)]);
          const left = await library.list({
            type: 'file',
            sort: 'ASC_NAME',
            fileType: 'all',
            limit: 9,
            skip: 0,
          });
          for (const one of left) assert.deepEqual(one.kind === 'file' && one.aiTags, []);
        });
      }
    }
  });

  test('what two processes do of one job happens once', async (t) => {
    const { database, upload, settled, library, callbacks, units } = await openLibrary(t, open, {
      // The lease goes to another process while this one is at work; what it has made comes too late.
      'google-auto-tagging': async () => {
        await database.write(stealJob, undefined);
        return found(['Shirt', 90]);
      },
      'ai-auto-description': async () => ({ kind: 'description', description: 'never' }),
    });
    const file = await upload('x');
    await library.update(file.assetId, { extensions: { configs: [tagging, describing], webhookUrl } });
    await settled();
    const after = await library.get(file.assetId);
    assert.deepEqual([after.aiTags, after.description], [[], null]);
    assert.deepEqual(await callbacks(), []);
    assert.deepEqual(units, []);
  });
});

type Opened = Awaited<ReturnType<typeof openLibrary>>;
