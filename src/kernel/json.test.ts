import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from './json.ts';

test('JSON is read', () => {
  for (const value of [null, 1, 'a', [], {}, { a: [{ b: 'x' }] }]) {
    assert.deepEqual(parseJson(JSON.stringify(value)), value);
  }
});

test('a hundred levels are read, one more is refused', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const nested = (levels: number) => `${open.repeat(levels)}[]${close.repeat(levels)}`;
    assert.doesNotThrow(() => parseJson(nested(99)));
    assert.throws(() => parseJson(nested(100)), RangeError);
  }
});

test('brackets in text and side by side are no levels', () => {
  const text = `"\\[{`.repeat(200);
  assert.equal(parseJson(JSON.stringify(text)), text);
  assert.deepEqual(parseJson(`[${'[],'.repeat(200)}{}]`), [...Array(200).fill([]), {}]);
});

test('what is no JSON is refused', () => {
  for (const text of ['', '{', ']]', '[}', '"', '"\\', 'nul'])
    assert.throws(() => parseJson(text), SyntaxError);
});
