import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../../database/testing.ts';
import { createExtensionRegistry, type ExtensionAdapter } from '../../extensions/index.ts';
import { openTestLibrary } from '../../library/library.testing.ts';
import { createEventBodies } from '../events/create-event-bodies.ts';
import { fileJson } from '../files/file-json.ts';
import { createAssetUrls } from '../urls.ts';

const ADDRESS = { publicUrl: 'http://media.test/', accountId: 'demo' };

onEachDatabase(({ open }) => {
  describe('the callback of an extension that succeeded', () => {
    test('has the file as the API shows it, with what was found', async (t) => {
      const backend: ExtensionAdapter = {
        name: 'google-auto-tagging',
        answersAtOnce: true,
        run: async () => ({ kind: 'tags', tags: [{ name: 'Shirt', confidence: 90 }] }),
      };
      const { library, upload, jobs, database } = await openTestLibrary(t, open, {
        extensions: createExtensionRegistry([backend]),
      });
      await jobs.start();
      const { assetId } = await upload('x');
      const configs = [{ name: 'google-auto-tagging', minConfidence: 0, maxTags: 9 }] as const;
      await library.update(assetId, { extensions: { configs, webhookUrl: 'https://example.com/' } });

      const row = await database.reader
        .selectFrom('events')
        .selectAll()
        .where('type', '=', 'callback')
        .executeTakeFirstOrThrow();
      const event = { id: row.id, type: row.type, data: JSON.parse(row.data), createdAt: row.created_at };
      const makeBodies = createEventBodies({ library, ...ADDRESS });
      const body = JSON.parse((await makeBodies([event])).get(row.id) ?? '');
      const urls = createAssetUrls(ADDRESS.publicUrl, ADDRESS.accountId);
      const fileObject = fileJson(await library.get(assetId), urls);
      assert.deepEqual(body, { service: 'google-auto-tagging', status: 'SUCCESS', fileObject });
      assert.deepEqual(body.fileObject.AITags, [
        { name: 'Shirt', confidence: 90, source: 'google-auto-tagging' },
      ]);

      await library.remove(assetId);
      assert.equal((await makeBodies([event])).size, 0);
    });
  });
});
