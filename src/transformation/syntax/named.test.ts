import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asksForOriginal, canonical, chain, expandNamed, isOnlyNamed, parse, requirements } from './index.ts';

/** Twice the one before: forty of them would be a million million steps. */
function doubled(level: number): string {
  return level === 0 ? 'w-1' : `n-double${level - 1}:n-double${level - 1}`;
}

const STORED: Readonly<Record<string, string>> = {
  thumb: 'w-100,h-100',
  chain: 'tr:w-100:rt-90',
  block: 'if-w_gt_1,w-10,if-end',
  nested: 'q-50,n-thumb,h-5',
  twice: 'n-nested:l-image,i-a.png,n-thumb,l-end',
  loop: 'w-1:n-loop',
  there: 'n-back',
  back: 'if-w_gt_1,n-there,if-end',
  ...Object.fromEntries(Array.from({ length: 40 }, (_, level) => [`double${level}`, doubled(level)])),
  broken: 'w-abc',
  empty: '',
  deep: 'l-image,i-a,l-image,i-b,l-image,i-c,l-end,l-end,l-end',
};
const lookup = (name: string) => STORED[name];
const expanded = (text: string) => canonical(expandNamed(parse(text), lookup));

describe('named transformations', () => {
  const rows: readonly (readonly [text: string, meaning: string])[] = [
    ['n-thumb', 'w-100,h-100'],
    ['n-thumb,w-50', 'w-50,h-100'],
    ['w-50,n-thumb', 'w-100,h-100'],
    ['q-50,n-chain,f-jpg', 'w-100,q-50:rt-90,f-jpg'],
    ['n-chain:n-thumb', 'w-100:rt-90:w-100,h-100'],
    ['n-block', 'if-w_gt_1,w-10,if-end'],
    ['if-w_gt_9,n-thumb,if-end', 'if-w_gt_9,w-100,h-100,if-end'],
    ['l-image,i-a.png,n-thumb,l-end', 'l-image,i-a.png,w-100,h-100,l-end'],
    ['n-empty,w-1', 'w-1'],
    ['n-nested', 'w-100,h-5,q-50'],
    ['n-nested,w-7', 'w-7,h-5,q-50'],
    ['n-twice', 'w-100,h-5,q-50:l-image,i-a.png,w-100,h-100,l-end'],
    ['n-double2', 'w-1:w-1:w-1:w-1'],
    ['n-ik_ml_thumbnail', 'w-300,h-300,c-at_max'],
    ['w-10', 'w-10'],
  ];
  for (const [text, meaning] of rows)
    it(`${text} becomes ${meaning}`, () => {
      assert.equal(expanded(text), meaning);
    });

  it('are refused when unknown, broken, recursive, or where they do not fit', () => {
    for (const [text, message] of [
      ['n-nope', /Named transformation "nope" not found/],
      ['n-constructor', /not found/],
      ['n-broken', /"broken" is invalid: Invalid value "abc" of w/],
      ['n-loop', /"loop" is invalid: it contains itself/],
      ['n-there', /"there" is invalid: it contains itself/],
      ['l-image,i-a.png,n-back,l-end', /"back" is invalid: it contains itself/],
      ['n-double39', /more than 100 steps/],
      ['n-block,w-1', /step of its own/],
      ['l-image,i-x,n-deep,l-end', /levels of nested layers/],
    ] as const)
      assert.throws(
        () => expandNamed(parse(text), (name) => (Object.hasOwn(STORED, name) ? STORED[name] : undefined)),
        { status: 400, message },
        text,
      );
  });

  it('are alone or not', () => {
    for (const text of ['n-a', 'n-a:n-b', 'n-ik_ml_thumbnail'])
      assert.equal(isOnlyNamed(parse(text)), true, text);
    for (const text of ['n-a,w-1', 'w-1', 'n-a:w-1', 'n-a,l-image,i-x,l-end', 'if-w_gt_1,n-a,if-end'])
      assert.equal(isOnlyNamed(parse(text)), false, text);
    assert.equal(isOnlyNamed({ steps: [] }), false);
  });
});

describe('what a transformation needs', () => {
  it('is found however deep it stands', () => {
    const text =
      'w-auto,di-a@@b.jpg,n-thumb:if-w_gt_1,l-image,i-/o.png,dpr-auto,l-text,i-x,ff-f@@g.ttf,l-end,l-end,if-end:l-image,i-ik_canvas,w-1,l-end:l-text,i-y,ff-Lato,l-end:n-ik_ml_thumbnail';
    assert.deepEqual(requirements(parse(text)), {
      named: ['thumb'],
      builtInNamed: ['ik_ml_thumbnail'],
      layerAssets: ['o.png'],
      fonts: ['f/g.ttf'],
      defaultImage: 'a/b.jpg',
      hints: ['width', 'dpr'],
    });
  });

  it('is nothing for nothing', () => {
    const { defaultImage, ...lists } = requirements({ steps: [] });
    assert.equal(defaultImage, undefined);
    assert.ok(Object.values(lists).every((list) => list.length === 0));
  });
});

describe('chains of several texts', () => {
  it('run one after the other', () => {
    assert.equal(canonical(chain(parse('w-100'), parse('rt-90', { form: 'query' }))), 'w-100:rt-90');
    assert.equal(canonical(chain()), '');
  });

  it('are limited together', () => {
    const many = parse('w-1:'.repeat(99));
    assert.throws(() => chain(many, many), { code: 'ELIMIT' });
  });

  it('ask for the original when any of them does', () => {
    assert.equal(asksForOriginal(chain(parse('w-1'), parse('orig', { form: 'query' }))), true);
    assert.equal(asksForOriginal(parse('if-w_gt_1,orig-true,if-end')), false);
  });
});
