import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HalftoneError } from '../../kernel/index.ts';
import { applicable, checkApplies, readUploadTransformation, withNamed } from './transformation.ts';

const invalid = 'The file could not be uploaded because the transformation field is invalid.';
const accounts = {
  namedTransformations: {
    current: async () => ({
      revision: '1',
      lookup: (name: string) => (name === 'small' ? 'w-50' : undefined),
    }),
  },
} as never;

function read(value: unknown) {
  return readUploadTransformation(typeof value === 'string' ? value : JSON.stringify(value));
}

/** What the client is told, and how to mend it. */
function refusal(value: unknown): { message: string; help: unknown } {
  try {
    read(value);
  } catch (error) {
    assert.ok(error instanceof HalftoneError && error.status === 400, String(error));
    return { message: error.message, help: error.details?.help };
  }
  assert.fail('it should have been refused');
}

describe('the transformation of an upload', () => {
  const understood: readonly unknown[] = [
    { pre: 'w-300' },
    { pre: 'tr:w-300,h-200:rt-90' },
    { pre: 'n-small' },
    { post: [{ type: 'transformation', value: 'w-300' }] },
    { post: [{ type: 'transformation', value: 'n-small' }] },
    { post: [{ type: 'gif-to-video' }, { type: 'gif-to-video', value: 'q-90' }] },
    { post: [{ type: 'thumbnail' }, { type: 'thumbnail', value: 'w-150,h-150' }] },
    { post: [{ type: 'abs', value: 'sr-240_360_480_720_1080', protocol: 'hls' }] },
    { post: [{ type: 'abs', value: 'sr-240', protocol: 'dash' }] },
    { post: Array.from({ length: 5 }, () => ({ type: 'thumbnail' })) },
    { pre: 'w-500', post: [{ type: 'thumbnail' }] },
  ];
  for (const value of understood) {
    it(`understands ${JSON.stringify(value)}`, () => {
      const { pre, post } = value as { pre?: string; post?: object[] };
      const found = read(value);
      assert.equal(found?.pre?.text, pre);
      assert.deepEqual(found?.post, post ?? []);
    });
  }

  it('asks for nothing where nothing is in it', () => {
    for (const none of ['', ' ', '{}', ' {} ']) assert.equal(read(none), undefined);
    assert.equal(readUploadTransformation(undefined), undefined);
  });

  const item = { type: 'transformation', value: 'w-300' };
  const refused: readonly (readonly [unknown, RegExp])[] = [
    ['{', /JSON/],
    ['w-300', /JSON/],
    ['[]', /object/],
    ['null', /object/],
    ['5', /object/],
    [{ pre: 'w-300', after: [] }, /may have pre, post only/],
    [{ pre: '' }, /^pre/],
    [{ pre: ' ' }, /^pre/],
    [{ pre: 'tr:' }, /^pre/],
    [{ pre: null }, /^pre/],
    [{ pre: ['w-300'] }, /^pre/],
    [{ pre: 'w-300\0' }, /^pre/],
    [{ pre: 'w-abc' }, /^pre: Invalid value "abc" of w/],
    [{ pre: 'nonsense' }, /^pre: /],
    [{ pre: `${'w-1:'.repeat(200)}w-1` }, /^pre: .*100 steps/],
    [{ post: [] }, /1 to 5/],
    [{ post: {} }, /1 to 5/],
    [{ post: null }, /1 to 5/],
    [{ post: Array.from({ length: 6 }, () => item) }, /1 to 5/],
    [{ post: ['w-300'] }, /^post\[0\] must be an object/],
    [{ post: [item, null] }, /^post\[1\] must be an object/],
    [{ post: [{ ...item, after: 1 }] }, /^post\[0\] may have/],
    [{ post: [{ value: 'w-300' }] }, /^post\[0\]\.type/],
    [{ post: [{ type: 'toString', value: 'w-300' }] }, /^post\[0\]\.type/],
    [{ post: [{ type: 'transformation' }] }, /needs value/],
    [{ post: [{ type: 'transformation', value: '' }] }, /^post\[0\]\.value/],
    [{ post: [{ type: 'transformation', value: 5 }] }, /^post\[0\]\.value/],
    [{ post: [{ type: 'transformation', value: 'w-abc' }] }, /^post\[0\]\.value: Invalid value "abc" of w/],
    [{ post: [{ ...item, protocol: 'hls' }] }, /cannot have protocol/],
    [{ post: [{ type: 'gif-to-video', value: '' }] }, /^post\[0\]\.value/],
    [{ post: [{ type: 'gif-to-video', protocol: 'hls' }] }, /cannot have protocol/],
    [{ post: [{ type: 'thumbnail', protocol: 'dash' }] }, /cannot have protocol/],
    [{ post: [{ type: 'abs', protocol: 'hls' }] }, /needs value/],
    [{ post: [{ type: 'abs', value: 'sr-240' }] }, /needs protocol/],
    [{ post: [{ type: 'abs', value: 'sr-240', protocol: 'HLS' }] }, /hls, dash/],
    [{ post: [{ type: 'abs', value: 'sr-240', protocol: ['hls'] }] }, /hls, dash/],
  ];
  for (const [value, help] of refused) {
    it(`is refused: ${JSON.stringify(value).slice(0, 90)}`, () => {
      const found = refusal(value);
      assert.equal(found.message, invalid);
      assert.match(String(found.help), help);
    });
  }
});

describe('named transformations in it', () => {
  it('are put in for what is done first', async () => {
    const found = await withNamed(read({ pre: 'h-20,n-small' }) as never, accounts);
    assert.equal(found.pre?.text, 'h-20,n-small');
    assert.deepEqual(
      found.pre?.parsed.steps
        .flatMap((step) => (step.kind === 'items' ? step.parameters : []))
        .map(({ key }) => key),
      ['w', 'h'],
    );
  });

  for (const value of [{ pre: 'n-gone' }, { post: [{ type: 'transformation', value: 'n-gone' }] }]) {
    it(`have to be there: ${JSON.stringify(value)}`, async () => {
      await assert.rejects(withNamed(read(value) as never, accounts), (error: HalftoneError) => {
        assert.equal(error.message, invalid);
        assert.match(String(error.details?.help), /"gone" not found/);
        return true;
      });
    });
  }
});

describe('it applies to', () => {
  const transformable =
    'The file could not be uploaded because transformations are supported only for image and video files.';
  const incompatible =
    'The file could not be uploaded because the detected file type & post-transformation are incompatible.';
  const items = {
    transformation: { type: 'transformation', value: 'w-300' },
    'gif-to-video': { type: 'gif-to-video' },
    thumbnail: { type: 'thumbnail' },
    abs: { type: 'abs', value: 'sr-240', protocol: 'hls' },
  };
  // Columns: transformation, gif-to-video, thumbnail, abs; what each is refused with.
  const table: Readonly<Record<string, readonly (string | undefined)[]>> = {
    'image/jpeg': [undefined, incompatible, incompatible, incompatible],
    'image/gif': [undefined, undefined, incompatible, incompatible],
    'image/svg+xml': [undefined, incompatible, incompatible, incompatible],
    'video/mp4': [undefined, incompatible, undefined, undefined],
    'audio/mpeg': Array(4).fill(transformable),
    'application/pdf': Array(4).fill(transformable),
    'text/plain': Array(4).fill(transformable),
  };
  for (const [mime, row] of Object.entries(table)) {
    for (const [index, [type, item]] of Object.entries(items).entries()) {
      const message = row[index];
      it(`${mime}, ${type}: ${message === undefined ? 'yes' : 'no'}`, () => {
        const asked = read({ post: [item] }) as NonNullable<ReturnType<typeof read>>;
        if (message === undefined) checkApplies(asked, mime);
        else assert.throws(() => checkApplies(asked, mime), { status: 400, message });
        assert.equal(applicable(asked.post, mime).length, message === undefined ? 1 : 0);
      });
    }
  }

  it('nothing but images and videos before they are stored', () => {
    assert.throws(() => checkApplies(read({ pre: 'w-300' }) as never, 'text/plain'), {
      message: transformable,
    });
  });
});
