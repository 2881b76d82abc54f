import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createUserAgentReader, readUserAgent } from './user-agents.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0';
const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';

const AGENTS: readonly (readonly [text: string, browser: string, device: string])[] = [
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`,
    'Chrome',
    'Desktop - Apple Mac',
  ],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) ${SAFARI}`, 'Safari', 'Smartphone - Apple iPhone'],
  [`Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${SAFARI}`, 'Safari', 'Tablet - Apple iPad'],
  [`Mozilla/5.0 (Linux; Android 13; K) ${CHROME} Mobile Safari/537.36`, 'Chrome', 'Smartphone - Android'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:120.0) Gecko/20100101 Firefox/120.0',
    'Firefox',
    'Desktop - Windows',
  ],
  ['Googlebot/2.1 (+http://www.google.com/bot.html)', 'Googlebot', 'Bot - Google'],
  ['curl/8.1.2', 'curl', 'Other'],
  ['', 'Other', 'Other'],
  ['()', 'Other', 'Other'],
  [`curl/${'8'.repeat(1000)}`, 'Other', 'Other'],
];

describe('a user agent', () => {
  for (const [text, browser, device] of AGENTS)
    it(text.slice(0, 60) || 'empty', () => {
      assert.deepEqual(readUserAgent(text), { browser, device });
    });

  it('is read once, and only so many at a time', () => {
    const reader = createUserAgentReader();
    const names = (texts: readonly string[], limit: number) =>
      Array.from(reader.readAll(texts, limit).values(), ({ browser }) => browser);
    assert.deepEqual(names(['a/1', 'b/1', 'c/1'], 2), ['a', 'b', 'Other']);
    assert.deepEqual(names(['a/1', 'b/1', 'c/1'], 1), ['a', 'b', 'c']);
    assert.deepEqual(names(['a/1', 'd/1'], 0), ['a', 'Other']);
  });
});
