import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readListQuery } from './list-query.ts';

const read = (query: string) => readListQuery(new URLSearchParams(query));
const plain = read('');

describe('the query of the list', () => {
  it("has ImageKit's defaults", () => {
    assert.deepEqual(plain, {
      type: 'file',
      sort: 'ASC_CREATED',
      fileType: 'all',
      limit: 1000,
      skip: 0,
      path: undefined,
      name: undefined,
      tags: undefined,
      searchQuery: undefined,
    });
  });

  const understood: readonly (readonly [string, Partial<typeof plain>])[] = [
    [
      'type=file-version&sort=DESC_SIZE&fileType=non-image&limit=1&skip=7',
      { type: 'file-version', sort: 'DESC_SIZE', fileType: 'non-image', limit: 1, skip: 7 },
    ],
    // Beyond the end is nothing, however far.
    ['path=%2Fa%20b+c', { path: '/a b c' }],
    ['path=', {}],
    ['type=&sort=&fileType=&limit=&skip=&tags=&name=&searchQuery=', {}],
    ['limit=5&limit=6&name=a&name=b', { limit: 6, name: 'b' }],
    ['tags=a,b&tags=c', { tags: ['a', 'b', 'c'] }],
    ['includeFolder=true', { type: 'all' }],
    ['includeFolder=true&type=folder', { type: 'folder' }],
    ['includeFolder=false', {}],
    ['sort=ASC_ORIGINAL_CREATION_DATE', { sort: 'ASC_ORIGINAL_CREATION_DATE' }],
    ['sort=DESC_RELEVANCE&unknown=1', { sort: 'DESC_RELEVANCE' }],
    ['path=%zz', { path: '%zz' }],
    ['searchQuery=name+%3D+%22a%22', { searchQuery: 'name = "a"' }],
    ...['9007199254740993', '9'.repeat(30), '9'.repeat(400)].map(
      (skip) => [`skip=${skip}`, { skip: 2 ** 52 }] as const,
    ),
    ['searchQuery=+%09', {}],
    [
      'searchQuery=private+%3D+true&type=image&name=a&includeFolder=true&tags=a,b',
      { searchQuery: 'private = true' },
    ],
    ['searchQuery=+&type=folder', { type: 'folder' }],
  ];
  for (const [query, expected] of understood) {
    it(`understands ${query}`, () => assert.deepEqual(read(query), { ...plain, ...expected }));
  }

  const refused: readonly (readonly [string, string])[] = [
    ['skip=-1', 'The value of skip parameter should be greater than or equal to 0. Value sent is -1.'],
    ['skip=x', 'Your request contains invalid skip parameter.'],
    ['limit=0', 'Minimum value of limit parameter is 1. Value sent is 0.'],
    ['limit=-5', 'Minimum value of limit parameter is 1. Value sent is -5.'],
    ['limit=2000', 'Maximum value of limit parameter is 1000. Value sent is 2000.'],
    ['limit=1.5', 'Your request contains invalid limit parameter.'],
    ['limit=1e2', 'Your request contains invalid limit parameter.'],
    [
      `skip=-${'9'.repeat(400)}`,
      `The value of skip parameter should be greater than or equal to 0. Value sent is -${'9'.repeat(400)}.`,
    ],
    [`limit=${'9'.repeat(30)}`, `Maximum value of limit parameter is 1000. Value sent is ${'9'.repeat(30)}.`],
    [`limit=-${'9'.repeat(30)}`, `Minimum value of limit parameter is 1. Value sent is -${'9'.repeat(30)}.`],
    ['sort=NAME', 'Your request contains invalid value for sort parameters.'],
    ['sort=asc_name', 'Your request contains invalid value for sort parameters.'],
    [
      'type=image',
      'Your request contains invalid value for type parameter. Please provide one of the following: file, file-version, folder, all.',
    ],
    ['fileType=video', 'Your request contains invalid value for fileType parameter.'],
    [
      `tags=${Array.from({ length: 1001 }, (_, index) => index)}`,
      'Your request contains invalid tags parameter.',
    ],
  ];
  for (const [query, message] of refused) {
    it(`refuses ${query.slice(0, 40)}`, () => assert.throws(() => read(query), { status: 400, message }));
  }
});
