import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { exploreSchedules, type Scenario } from './blob-schedules.testing.ts';

const scenarios: [title: string, scenario: Scenario, schedules: number][] = [
  ['an upload and a sweep', { present: false, uploads: ['known'], sweeps: 1, deletes: [] }, 120],
  [
    'an upload, a sweep and the delete of a file with the same bytes',
    { present: true, uploads: ['known'], sweeps: 1, deletes: [0] },
    1320,
  ],
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
    'an upload that loses the answer to its commit, a sweep and a delete',
    { present: true, uploads: ['unknown'], sweeps: 1, deletes: [0] },
    4455,
  ],
];
/** The sweeps of two nodes have thousands of states: one database is enough for them. */
const onlyHere = 'sqlite';
const two: Scenario = { present: true, uploads: ['known'], sweeps: 2, deletes: [0] };

onEachDatabase(({ name, open }) => {
  const units = new URL('./blob-schedules.testing.ts', import.meta.url);
  const cases =
    name === onlyHere
      ? [...scenarios, ['an upload, a delete and two sweeps', two, 42_007_680] as const]
      : scenarios;
  for (const [title, scenario, schedules] of cases) {
    test(`no schedule of ${title} loses bytes or leaves any`, async () => {
      const database = await open(units);
      const explored = await database.write(exploreSchedules, scenario);
      assert.deepEqual(explored.problems, []);
      assert.equal(Number(explored.schedules), schedules, 'every schedule was covered');
    });
  }
});
