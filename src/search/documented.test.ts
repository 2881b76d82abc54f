/** What docs/search.md shows can be written. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CustomField, CustomType } from './custom-operators.ts';
import { parseAssetQuery } from './search.ts';

const page = readFileSync(new URL('../../docs/search.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```search\n([^`]+)```/gm)];
const examples = blocks.flatMap(([, lines = '']) => lines.trim().split('\n'));

const field = (name: string, type: CustomType): CustomField => ({ id: name, name, type, isDeleted: false });
const FIELDS = [
  field('rating', 'Number'),
  field('brand', 'Text'),
  field('sizes', 'MultiSelect'),
  field('campaign', 'Text'),
  field('story', 'Textarea'),
];

test('the page has examples', () => assert.ok(examples.length > 15));

for (const example of examples) {
  test(example, () => {
    assert.notEqual(parseAssetQuery(example, FIELDS, Date.parse('2026-03-01')).kind, 'never');
  });
}
