import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { exploreSchedules, type Scenario } from './blob-schedules.testing.ts';

type Case = [title: string, scenario: Scenario, schedules: number];

const few: Case[] = [
  ['an upload and a sweep', { present: false, uploads: ['known'], sweeps: 1, deletes: [] }, 120],
  [
    'an upload, a sweep and the delete of a file with the same bytes',
    { present: true, uploads: ['known'], sweeps: 1, deletes: [0] },
    1320,
  ],
  [
    'an upload that loses the answer to its commit, and a sweep',
    { present: false, uploads: ['unknown'], sweeps: 1, deletes: [] },
    450,
  ],
];

const many: Case[] = [
  [
    'two uploads of the same bytes and a sweep',
    { present: false, uploads: ['known', 'known'], sweeps: 1, deletes: [] },
    34_320,
  ],
  [
    'two uploads of the same bytes, a sweep and a delete of the first',
    { present: false, uploads: ['known', 'known'], sweeps: 1, deletes: [1] },
    120_120,
  ],
  [
    'two uploads, a sweep and a delete, all of the same bytes',
    { present: true, uploads: ['known', 'known'], sweeps: 1, deletes: [0] },
    480_480,
  ],
  [
    'an upload and the sweeps of two nodes',
    { present: false, uploads: ['known'], sweeps: 2, deletes: [] },
    2_333_760,
  ],
  ['a delete and the sweeps of two nodes', { present: true, uploads: [], sweeps: 2, deletes: [0] }, 51_480],
];

onEachDatabase(({ name, open }) => {
  // The steps do not overlap here, so the databases differ only in how they read the statements; see blob-race.test.ts.
  const cases = { sqlite: [...few, ...many], postgres: few, 'postgres-icu': [] }[name];
  for (const [title, scenario, schedules] of cases) {
    test(`no schedule of ${title} loses bytes or leaves any`, async () => {
      const database = await open(new URL('./blob-schedules.testing.ts', import.meta.url));
      const explored = await database.write(exploreSchedules, scenario);
      assert.deepEqual(explored.problems, []);
      assert.equal(Number(explored.schedules), schedules, 'every schedule was covered');
    });
  }
});
