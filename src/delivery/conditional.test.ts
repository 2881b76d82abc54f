import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNotModified, isRangeCurrent } from './conditional.ts';

const ETAG = '"abc"';
const MODIFIED = Date.parse('2026-01-02T03:04:05.678Z');
const SAME = 'Fri, 02 Jan 2026 03:04:05 GMT';
const EARLIER = 'Fri, 02 Jan 2026 03:04:04 GMT';
const LATER = 'Fri, 02 Jan 2026 03:04:06 GMT';

describe('whether the client has it already', () => {
  const table: [headers: Record<string, string>, notModified: boolean][] = [
    [{}, false],
    [{ 'if-none-match': '"abc"' }, true],
    [{ 'if-none-match': 'W/"abc"' }, true],
    [{ 'if-none-match': '"x", W/"abc" , "y"' }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"ABC"' }, false],
    [{ 'if-none-match': 'abc' }, false],
    [{ 'if-none-match': '"abc-br"' }, false],
    [{ 'if-none-match': '' }, false],
    [{ 'if-modified-since': SAME }, true],
    [{ 'if-modified-since': LATER }, true],
    [{ 'if-modified-since': EARLIER }, false],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{ 'if-none-match': '"x"', 'if-modified-since': LATER }, false],
    [{ 'if-none-match': '"abc"', 'if-modified-since': EARLIER }, true],
  ];
  for (const [headers, notModified] of table) {
    it(JSON.stringify(headers), () => assert.equal(isNotModified(headers, ETAG, MODIFIED), notModified));
  }
});

describe('whether a range is of the bytes the client has', () => {
  const table: [ifRange: string | undefined, current: boolean][] = [
    [undefined, true],
    ['"abc"', true],
    ['W/"abc"', false],
    ['"x"', false],
    [SAME, true],
    [LATER, false],
    [EARLIER, false],
    ['', false],
  ];
  for (const [ifRange, current] of table) {
    const headers = ifRange === undefined ? {} : { 'if-range': ifRange };
    it(JSON.stringify(headers), () => assert.equal(isRangeCurrent(headers, ETAG, MODIFIED), current));
  }
});
