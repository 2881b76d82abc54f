import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileNameOf, parseFileName } from './file-name.ts';
import { markOf, renditionKey, versionMark } from './key.ts';

const KEY = renditionKey('plan', ['version']);

describe('file name of a rendition', () => {
  const facts = [
    { format: 'webp', width: 720, height: 588, size: 41234, making: '0a1b2c' },
    { format: 'svg', width: undefined, height: undefined, size: 0, making: 'ff' },
  ] as const;
  for (const known of facts) {
    it(`says all there is to know: ${fileNameOf('<key>', known)}`, () => {
      assert.deepEqual(parseFileName(fileNameOf(KEY, known)), { key: KEY, facts: known });
    });
  }

  const foreign = [
    'note.txt',
    `${KEY}.webp`,
    `${KEY}.720x588.41234.webp`,
    `${KEY}.720x588.41234.0a1b2c.exe`,
    `${KEY}.720x588.41234.0a1b2c.toString`,
    `${KEY}.720x588.-1.0a1b2c.webp`,
    `${KEY}.{width}x{height}.{size}.0a1b2c.webp`,
    `${KEY.toUpperCase()}.720x588.41234.0a1b2c.webp`,
    `x${KEY}.720x588.41234.0a1b2c.webp`,
  ];
  for (const name of foreign) {
    it(`is not ${name}`, () => assert.equal(parseFileName(name), undefined));
  }
});

describe('rendition key', () => {
  it('is 40 lower-case hex digits, the same for the same', () => {
    assert.match(KEY, /^[0-9a-f]{40}$/);
    assert.equal(renditionKey('plan', ['version']), KEY);
  });

  it('ends alike for all that is made of one version, and for no other', () => {
    assert.equal(markOf(KEY), versionMark('version'));
    assert.equal(markOf(renditionKey('other', ['version', 'layer'])), versionMark('version'));
    assert.notEqual(versionMark('version2'), versionMark('version'));
  });

  const others: [string, string[]][] = [
    ['plan2', ['version']],
    ['plan', ['version2']],
    ['plan', ['version', 'layer']],
    ['plan', ['layer', 'version']],
    ['plan', []],
    ['plan","version', []],
    ['planversion', ['']],
  ];
  it('differs with every input, their order and their borders', () => {
    const keys = others.map(([plan, inputs]) => renditionKey(plan, inputs));
    assert.equal(new Set([...keys, KEY]).size, others.length + 1);
  });
});
