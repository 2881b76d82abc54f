import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from './words.ts';

const cases: readonly (readonly [text: string, ...expected: string[]])[] = [
  ['red-dress_summer.jpg', 'red', 'dress', 'summer', 'jpg'],
  ['Sale sale SALE', 'sale', 'sale', 'sale'],
  ['img20260101a', 'img20260101a'],
  ['Größe CAFÉ cafe\u0301', 'große', 'cafe', 'cafe'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['İstanbul', 'istanbul'],
  ['हिन्दी', 'हिन्दी'],
  ['한국어 日本', '한국어', '日本'],
  ['👗 …—', ...[]],
  ['', ...[]],
];

for (const [text, ...expected] of cases) {
  test(`the words of "${text}"`, () => assert.deepEqual(words(text), expected));
}

test('words of words are the same words', () => {
  for (const [text] of cases) assert.deepEqual(words(words(text).join(' ')), words(text));
});

test('a word that is too long is cut between characters', () => {
  assert.deepEqual(words('a'.repeat(300)), ['a'.repeat(100)]);
  assert.equal(words(`a${'𝒳'.repeat(300)}`)[0]?.isWellFormed(), true);
});
