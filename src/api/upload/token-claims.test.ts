import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uploadField } from './fields.ts';
import { matchesForm } from './token-claims.ts';

type Sent = Readonly<Record<string, string | readonly string[]>>;

function matches(claims: object, sent: Sent): boolean {
  const form = { fields: new Map(), others: new Map() };
  for (const [name, value] of Object.entries(sent)) {
    const known = uploadField(name);
    const values = typeof value === 'string' ? [value] : value;
    if (known) form.fields.set(known, values);
    else form.others.set(name, values);
  }
  return matchesForm({ iat: 1, exp: 2, ...claims }, form);
}

describe('a form and the claims of its token', () => {
  const table: readonly (readonly [string, object, Sent, boolean])[] = [
    ['no field but the token', {}, { token: 'x' }, true],
    ['the same texts', { fileName: 'a.jpg', tags: 'a,b' }, { fileName: 'a.jpg', tags: 'a,b' }, true],
    ['another text', { tags: 'a,b' }, { tags: 'a' }, false],
    ['another case', { fileName: 'a.jpg' }, { fileName: 'A.jpg' }, false],
    ['a space more', { fileName: 'a.jpg' }, { fileName: 'a.jpg ' }, false],
    ['a field that was not signed', {}, { folder: '/secret' }, false],
    ['a field that was not sent', { folder: '/a' }, {}, false],
    ['an empty field', { tags: '' }, { tags: '' }, true],
    ['an empty field that was not signed', {}, { tags: '' }, false],
    ['the word for absent, not signed', {}, { folder: 'undefined', tags: 'null' }, true],
    ['the word for absent, signed', { folder: 'undefined' }, { folder: 'undefined' }, true],
    ['the word for absent as the name of the file', {}, { fileName: 'null' }, false],
    ['an unknown field, signed', { mine: '1' }, { mine: '1' }, true],
    ['an unknown field, not signed', {}, { mine: '1' }, false],
    ['an unknown field, not sent', { mine: '1' }, {}, false],
    ['a field of version 1, not signed', {}, { publicKey: 'x' }, false],
    ['a boolean', { isPrivateFile: false }, { isPrivateFile: 'false' }, true],
    ['another boolean', { isPrivateFile: false }, { isPrivateFile: 'true' }, false],
    ['a number', { description: 5 }, { description: '5' }, true],
    ['a number spelled otherwise', { description: 5 }, { description: '5.0' }, false],
    ['null', { description: null }, { description: 'null' }, true],
    [
      'an object, in another order',
      { customMetadata: { a: 1, b: [2] } },
      { customMetadata: '{ "b":[2], "a":1 }' },
      true,
    ],
    ['another object', { customMetadata: { a: 1 } }, { customMetadata: '{"a":1,"b":2}' }, false],
    ['an object that is no JSON', { customMetadata: { a: 1 } }, { customMetadata: '{a:1}' }, false],
    ['a list', { extensions: [{ name: 'x' }] }, { extensions: '[{"name":"x"}]' }, true],
    // What was signed as text is text: other JSON that means the same was not signed.
    ['JSON text', { customMetadata: '{"a":1}' }, { customMetadata: '{"a":1}' }, true],
    ['JSON text spelled otherwise', { customMetadata: '{"a":1}' }, { customMetadata: '{ "a": 1 }' }, false],
    ['a text and the same in quotes', { folder: 'a' }, { folder: '"a"' }, false],
    ['a field twice, a list signed', { tags: ['a', 'b'] }, { tags: ['a', 'b'] }, true],
    ['a field once, a list of it signed', { tags: ['a'] }, { tags: ['a'] }, true],
    ['a field once, a list of another signed', { tags: ['b'] }, { tags: ['a'] }, false],
    ['a field twice, one signed', { tags: 'a' }, { tags: ['a', 'a'] }, false],
    ['a field that is signed as a time', { iat: 1 }, { iat: '1' }, false],
    ['names that are in every object', {}, { constructor: 'x' }, false],
    ['such a name, signed', JSON.parse('{"__proto__":"x"}'), {}, false],
  ];
  for (const [what, claims, sent, expected] of table) {
    it(`${expected ? 'match' : 'differ'} with ${what}`, () => {
      assert.equal(matches(claims, sent), expected);
    });
  }
});
