import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, type TestDelivery } from './delivery.testing.ts';

const E = 'https://media.example.com/demo';
const CHROME = { accept: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8' };

let on: TestDelivery;
before(async () => {
  on = await openTestDelivery();
  const photo = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#a53' } })
    .jpeg()
    .toBuffer();
  for (const path of ['/a.jpg', '/images/upload1.jpg', '/images/upload/deep/c.jpg', '/images/other.jpg'])
    await on.upload(path, photo);
  await on.upload('/images/upload1.jpg', await sharp(photo).flop().jpeg().toBuffer());
  await on.upload('/draft.jpg', photo, { isPublished: false });
  await on.upload('/private.jpg', photo, { isPrivateFile: true });
});
after(() => on.close());

const ALL = [
  '/a.jpg',
  '/a.jpg?tr=w-20',
  '/tr:w-21/a.jpg',
  '/a.jpg?tr=w-auto,h-20',
  '/images/upload1.jpg?tr=w-20',
  '/tr:w-21/images/upload/deep/c.jpg',
  '/images/other.jpg?tr=w-20',
];

const cacheOf = async (url: string, headers: Record<string, string> = CHROME) =>
  String((await on.ask(`/demo${url}`, { headers })).headers['x-cache']).split(' ')[0];

/** Those that have to be made anew. */
async function missing(): Promise<string[]> {
  const found: string[] = [];
  for (const url of ALL) if ((await cacheOf(url)) === 'Miss') found.push(url);
  return found;
}

describe('a purge makes the next request a miss', () => {
  const ofA = ALL.slice(0, 4);
  const table: readonly (readonly [what: string, url: string, misses: readonly string[]])[] = [
    ['of the URL alone (65, 68)', `${E}/a.jpg`, ['/a.jpg']],
    ['of one transformation in the query', `${E}/a.jpg?tr=w-20`, ['/a.jpg?tr=w-20']],
    ['of one in the path', `${E}/tr:w-21/a.jpg`, ['/tr:w-21/a.jpg']],
    ['however the scheme is spelled', 'http://MEDIA.example.com/demo/a.jpg?tr=w-20', ['/a.jpg?tr=w-20']],
    ['of all of a file where its URL depends on hints', `${E}/a.jpg?tr=w-auto,h-20`, ofA],
    ['of all that begins with the URL of a file (69)', `${E}/a.jpg*`, ofA],
    ['of all that begins with a transformation of it', `${E}/a.jpg?tr=w-2*`, ofA],
    ['of files and folders whose names begin so', `${E}/images/upload*`, ALL.slice(4, 6)],
    ['below a transformation', `${E}/tr:w-21/images/upl*`, ALL.slice(4, 6)],
    ['of a whole folder', `${E}/images/upload/*`, ['/tr:w-21/images/upload/deep/c.jpg']],
    ['of a file that a form stands behind', `${E}/images/other.jpg/ik-thu*`, ['/images/other.jpg?tr=w-20']],
    ['of everything, where any file may be meant', `${E}/tr:w-10000000000000*`, ALL],
    ['of nothing where there is no file', `${E}/none.jpg`, []],
    ['of nothing where no path begins so', `${E}/images/upload_*`, []],
    ['of nothing where the URL is wrong', `${E}/tr:wdith-1/a.jpg`, []],
    ['of nothing of this server', 'https://media.example.com/v1/files', []],
  ];
  for (const [what, url, misses] of table)
    it(what, async () => {
      await missing();
      assert.deepEqual(await missing(), []);
      await on.purge(url);
      assert.deepEqual(await missing(), misses);
    });

  it('for every kind of client', async () => {
    const clients: readonly Record<string, string>[] = [
      {},
      CHROME,
      { accept: 'image/webp' },
      { 'save-data': 'on' },
    ];
    for (const headers of clients) {
      await cacheOf('/a.jpg', headers);
      assert.equal(await cacheOf('/a.jpg', headers), 'Hit');
      await on.purge(`${E}/a.jpg`);
      assert.equal(await cacheOf('/a.jpg', headers), 'Miss');
    }
  });

  it('of old versions as well', async () => {
    const { assetId } = (
      await on.library.list({
        type: 'file',
        sort: 'ASC_NAME',
        fileType: 'all',
        limit: 9,
        skip: 0,
        name: 'upload1.jpg',
      })
    )[0] as { assetId: string };
    const [, old] = await on.library.versions(assetId);
    const url = `/images/upload1.jpg?ik-obj-version=${old?.token}&tr=w-5`;
    await cacheOf(url);
    assert.equal(await cacheOf(url), 'Hit');
    await on.purge(`${E}/images/upload*`);
    assert.equal(await cacheOf(url), 'Miss');
  });

  it('of files that only their owner may see', async () => {
    for (const path of ['/draft.jpg', '/private.jpg']) await on.purge(`${E}${path}`);
  });
});
