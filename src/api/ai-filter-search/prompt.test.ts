import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSearch } from '../../search/index.ts';
import { readPrompt } from './prompt.ts';

/** A Tuesday; in Kolkata, 5.5 hours ahead, it is Wednesday already. */
const now = Date.parse('2026-02-03T20:00:00Z');
const read = (prompt: string, more: { timezone?: string; currentFolder?: string } = {}) =>
  readPrompt(prompt, { currentFolder: '/products', timezone: 'UTC', now, ...more });

const queries: readonly (readonly [prompt: string, searchQuery: string])[] = [
  // The worked example of rest-api.md 8.
  [
    'red dresses tagged summer uploaded last month',
    'name HAS "red dress" AND tags IN ["summer"] AND createdAt > "1m"',
  ],
  ['', ''],
  ['show me all my files', ''],
  ['shoes', 'name HAS "shoe"'],
  ['glass boxes', 'name HAS "glass box"'],
  ['Müller "Red Dress" 2x', 'name HAS "müller 2x" AND name HAS "red dress"'],
  ['tagged Summer', 'tags IN ["Summer"]'],
  ['tagged with "last week" and "big sale"', 'tags IN ["last week"] AND tags IN ["big sale"]'],
  ['tagged red, blue or green', 'tags IN ["red", "blue", "green"]'],
  [
    'with tags red and blue uploaded today',
    'tags IN ["red"] AND tags IN ["blue"] AND createdAt >= "2026-02-03T00:00:00"',
  ],
  ['tagged sale, red shoes', 'name HAS "red shoe" AND tags IN ["sale"]'],
  ['untagged', 'tags NOT EXISTS'],
  ['without tags', 'tags NOT EXISTS'],
  ['yesterday', 'createdAt >= "2026-02-02T00:00:00" AND createdAt < "2026-02-03T00:00:00"'],
  ['this week', 'createdAt >= "2026-02-02T00:00:00"'],
  ['this month', 'createdAt >= "2026-02-01T00:00:00"'],
  ['this year', 'createdAt >= "2026-01-01T00:00:00"'],
  ['from the last week', 'createdAt > "1w"'],
  ['last year', 'createdAt > "1y"'],
  ['updated in the past 3 days', 'updatedAt > "3d"'],
  ['older than 2 weeks', 'createdAt < "2w"'],
  ['more than 3 hours ago', 'createdAt < "3h"'],
  ['less than 3 days old', 'createdAt > "3d"'],
  ['modified since 2026-01-31', 'updatedAt >= "2026-01-31T00:00:00"'],
  ['on 2026-01-31', 'createdAt >= "2026-01-31T00:00:00" AND createdAt < "2026-02-01T00:00:00"'],
  ['in 2025', 'createdAt >= "2025-01-01T00:00:00" AND createdAt < "2026-01-01T00:00:00"'],
  ['before 2025', 'createdAt < "2025-01-01T00:00:00"'],
  ['larger than 2 MB', 'size > "2mb"'],
  ['at most 1.5 gigabytes', 'size <= "1.5gb"'],
  ['smaller than 500kb', 'size < "500kb"'],
  ['wider than 1000 px', 'width > 1000'],
  ['shorter than 200 pixels', 'height < 200'],
  ['longer than 30 seconds', 'videoDuration > "30sec"'],
  ['private PNGs', 'format = "png" AND private = true'],
  ['jpegs, pngs or webp', 'format IN ["jpg", "png", "webp"]'],
  ['not private', 'private = false'],
  ['unpublished', 'published = false'],
  ['transparent logos', 'name HAS "logo" AND transparency = true'],
  ['cats in this folder', 'name HAS "cat" AND path : "/products"'],
  ['folders', 'type = "folder"'],
  ['a " b \\ c', 'name HAS "b c"'],
];

describe('a prompt', () => {
  for (const [prompt, searchQuery] of queries) {
    it(`${JSON.stringify(prompt)} is ${searchQuery || 'nothing'}`, () => {
      assert.equal(read(prompt).searchQuery, searchQuery);
      parseSearch(searchQuery || 'name = "x"', [], now);
    });
  }

  it('says which kinds of files are wanted, and whether old versions are', () => {
    for (const [prompt, fileType, versions] of [
      ['photos of cats', 'images', false],
      ['VIDEOS', 'videos', false],
      ['css and js files', 'cssJs', false],
      ['cats', '', false],
      ['old versions of images', 'images', true],
    ] as const) {
      const answer = read(prompt);
      assert.deepEqual([answer.fileType, answer.isVersionIncludedInSearch], [fileType, versions], prompt);
    }
    assert.equal(
      read('cats, including old versions').searchQuery,
      'name HAS "cat" AND type IN ["file", "file-version"]',
    );
  });

  it('has its days where the user is, also where clocks are changed', () => {
    for (const [timezone, today] of [
      ['Asia/Kolkata', '2026-02-03T18:30:00'],
      ['America/New_York', '2026-02-03T05:00:00'],
      ['Pacific/Kiritimati', '2026-02-03T10:00:00'],
    ] as const) {
      assert.equal(read('today', { timezone }).searchQuery, `createdAt >= "${today}"`, timezone);
    }
    const summer = readPrompt('since 2026-03-29', { currentFolder: '/', timezone: 'Europe/Berlin', now });
    assert.equal(summer.searchQuery, 'createdAt >= "2026-03-28T23:00:00"');
    const after = readPrompt('since 2026-03-30', { currentFolder: '/', timezone: 'Europe/Berlin', now });
    assert.equal(after.searchQuery, 'createdAt >= "2026-03-29T22:00:00"');
  });

  it('of any text makes a query that the search understands', () => {
    const words = queries.flatMap(([prompt]) => prompt.split(' '));
    const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme' })), {
      maxLength: 40,
    });
    const property = fc.property(text, fc.string(), (parts, currentFolder) => {
      const { searchQuery } = read(parts.join(' '), { currentFolder });
      if (searchQuery !== '') parseSearch(searchQuery, [], now);
    });
    fc.assert(property, { numRuns: 1000, seed: 7 });
  });

  it('of a thousand characters is read at once', () => {
    for (const unit of ['tags ', 'last ', '" ', 'a, ', 'tagged a and ', 'jpg, ', '9', 'in the last 1 ']) {
      read(unit.repeat(1000 / unit.length));
    }
  });
});
