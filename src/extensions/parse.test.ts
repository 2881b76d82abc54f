import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Lookups, parseConfiguration, parseExtensions, parseExtensionsText } from './index.ts';

const SAVED: Readonly<Record<string, unknown>> = {
  ext_tags: { name: 'google-auto-tagging', minConfidence: 1, maxTags: 1 },
  ext_old: { name: 'ai-tasks', tasks: [{ type: 'select_metadata', instruction: 'x', field: 'gone' }] },
};

const lookups: Lookups = {
  saved: (id) => SAVED[id],
  field: (name) =>
    ({
      price: {
        check: (value: unknown) => (typeof value === 'number' ? undefined : 'should be of type number'),
        checkItem: (value: unknown) => (typeof value === 'number' ? undefined : 'should be of type number'),
      },
      colors: {
        check: (value: unknown) => (Array.isArray(value) ? undefined : 'should be an array'),
        checkItem: () => undefined,
      },
    })[name],
};

const google = { name: 'google-auto-tagging', minConfidence: 80, maxTags: 10 };
const selectTags = { type: 'select_tags', instruction: 'What is it?' };
const chooses = { type: 'select_metadata', instruction: 'How much?', field: 'price' };
const asks = { type: 'yes_no', instruction: 'Is it?', on_yes: { add_tags: ['yes'] } };
const tasks = (...list: unknown[]) => ({ name: 'ai-tasks', tasks: list });
const cut = (options: object) => ({ name: 'remove-bg', options });

describe('extensions', () => {
  const accepted: readonly (readonly [string, unknown[], unknown[]?])[] = [
    ['none', []],
    ['one without options', [{ name: 'remove-bg' }]],
    ['options', [cut({ add_shadow: true, semitransparency: false, bg_color: '81d4fa' })]],
    ['a colour by name', [cut({ bg_color: 'green' })]],
    [
      'a picture behind',
      [cut({ bg_image_url: 'https://example.com/a.png', bg_color: '' })],
      [cut({ bg_image_url: 'https://example.com/a.png' })],
    ],
    ['options that nobody knows', [{ ...cut({ bg_colour: 5 }), extra: 1 }], [cut({})]],
    ['a tagger', [google]],
    [
      'a tagger without minConfidence',
      [{ name: 'aws-auto-tagging', maxTags: 0 }],
      [{ name: 'aws-auto-tagging', minConfidence: 0, maxTags: 0 }],
    ],
    ['a describer', [{ name: 'ai-auto-description' }]],
    [
      'of two with one name the last',
      [google, { name: 'remove-bg' }, { ...google, maxTags: 3 }],
      [{ ...google, maxTags: 3 }, { name: 'remove-bg' }],
    ],
    ['a saved one', [{ name: 'saved-extension', id: 'ext_tags' }], [SAVED.ext_tags]],
    [
      'a saved one instead of one of its name',
      [google, { name: 'saved-extension', id: 'ext_tags' }],
      [SAVED.ext_tags],
    ],
    ['ten tasks', [tasks(...Array(10).fill(selectTags))]],
    ['a vocabulary of more than 30 words', [tasks({ ...selectTags, vocabulary: Array(500).fill('x') })]],
    ['selections', [tasks({ ...selectTags, vocabulary: ['a'], min_selections: 0, max_selections: 1 })]],
    ['a choice', [tasks({ ...chooses, vocabulary: [1, 2] })]],
    ['an instruction of 2000 characters', [tasks({ ...selectTags, instruction: 'x'.repeat(2000) })]],
    ['a question', [tasks({ ...asks, on_no: {}, on_unknown: { unset_metadata: [{ field: 'price' }] } })]],
    [
      'only the other answer',
      [
        tasks({
          type: 'yes_no',
          instruction: 'Is it?',
          on_no: { set_metadata: [{ field: 'colors', value: ['a'] }] },
        }),
      ],
    ],
  ];
  for (const [what, given, expected = given] of accepted) {
    it(`may be ${what}`, () => {
      assert.deepEqual(parseExtensions(given, lookups), expected);
    });
  }

  const at = 'extensions[0]';
  const refused: readonly (readonly [unknown, string])[] = [
    ['x', 'extensions: a list of 0 to 50 items is expected.'],
    [{}, 'extensions: a list of 0 to 50 items is expected.'],
    [Array(51).fill(google), 'extensions: a list of 0 to 50 items is expected.'],
    [[null], `${at}: an object is expected.`],
    [['remove-bg'], `${at}: an object is expected.`],
    [
      [{}],
      `${at}.name: one of remove-bg, google-auto-tagging, aws-auto-tagging, ai-auto-description, ai-tasks is expected.`,
    ],
    [
      [google, { name: 'constructor' }],
      'extensions[1].name: one of remove-bg, google-auto-tagging, aws-auto-tagging, ai-auto-description, ai-tasks is expected.',
    ],
    [[{ name: 'remove-bg', options: [] }], `${at}.options: an object is expected.`],
    [[cut({ add_shadow: 'true' })], `${at}.options.add_shadow: true or false is expected.`],
    [
      [cut({ bg_color: '#fff' })],
      `${at}.options.bg_color: a colour is expected: hex digits without #, or a name.`,
    ],
    [
      [cut({ bg_color: '12345' })],
      `${at}.options.bg_color: a colour is expected: hex digits without #, or a name.`,
    ],
    [
      [cut({ bg_color: 'red', bg_image_url: 'http://a' })],
      `${at}.options: bg_color and bg_image_url exclude each other.`,
    ],
    [
      [cut({ bg_image_url: 'ftp://a' })],
      `${at}.options.bg_image_url: an absolute http or https URL without user name and fragment is expected.`,
    ],
    [[{ ...google, minConfidence: 101 }], `${at}.minConfidence: a whole number from 0 to 100 is expected.`],
    [[{ ...google, minConfidence: '80' }], `${at}.minConfidence: a whole number from 0 to 100 is expected.`],
    [[{ ...google, maxTags: 31 }], `${at}.maxTags: a whole number from 0 to 30 is expected.`],
    [[{ ...google, maxTags: undefined }], `${at}.maxTags: a whole number from 0 to 30 is expected.`],
    [[{ name: 'saved-extension' }], `${at}.id: the id of a saved extension is expected.`],
    [[{ name: 'saved-extension', id: 'a b' }], `${at}.id: the id of a saved extension is expected.`],
    [[{ name: 'saved-extension', id: 'ext_none' }], `${at}.id: no such saved extension exists.`],
    [
      [{ name: 'saved-extension', id: 'ext_old' }],
      `${at} (saved as ext_old).tasks[0].field: no such custom metadata field exists.`,
    ],
    [[tasks()], `${at}.tasks: a list of 1 to 10 items is expected.`],
    [[tasks(...Array(11).fill(selectTags))], `${at}.tasks: a list of 1 to 10 items is expected.`],
    [
      [tasks(selectTags, { ...selectTags, type: 'x' })],
      `${at}.tasks[1].type: select_tags, select_metadata or yes_no is expected.`,
    ],
    [
      [tasks({ ...selectTags, instruction: '' })],
      `${at}.tasks[0].instruction: text of 1 to 2000 characters is expected.`,
    ],
    [
      [tasks({ ...selectTags, instruction: 'x'.repeat(2001) })],
      `${at}.tasks[0].instruction: text of 1 to 2000 characters is expected.`,
    ],
    [
      [tasks({ ...selectTags, instruction: '\0' })],
      `${at}.tasks[0].instruction: text of 1 to 2000 characters is expected.`,
    ],
    [
      [tasks({ ...selectTags, vocabulary: [] })],
      `${at}.tasks[0].vocabulary: a list of 1 to 500 items is expected.`,
    ],
    [
      [tasks({ ...selectTags, vocabulary: ['50%'] })],
      `${at}.tasks[0].vocabulary[0]: a tag without % is expected.`,
    ],
    [
      [tasks({ ...selectTags, vocabulary: [1] })],
      `${at}.tasks[0].vocabulary[0]: text of 1 to 500 characters is expected.`,
    ],
    [
      [tasks({ ...selectTags, vocabulary: ['x'.repeat(250), 'y'.repeat(251)] })],
      `${at}.tasks[0].vocabulary: at most 500 characters together are allowed.`,
    ],
    [
      [tasks({ ...selectTags, min_selections: -1 })],
      `${at}.tasks[0].min_selections: a whole number from 0 to 500 is expected.`,
    ],
    [
      [tasks({ ...selectTags, max_selections: 0 })],
      `${at}.tasks[0].max_selections: a whole number from 1 to 500 is expected.`,
    ],
    [
      [tasks({ ...selectTags, min_selections: 3, max_selections: 2 })],
      `${at}.tasks[0]: min_selections may not be above max_selections.`,
    ],
    [
      [tasks({ ...chooses, field: 'nothing' })],
      `${at}.tasks[0].field: no such custom metadata field exists.`,
    ],
    [
      [tasks({ ...chooses, field: undefined })],
      `${at}.tasks[0].field: text of 1 to 100 characters is expected.`,
    ],
    [
      [tasks({ ...chooses, vocabulary: ['much'] })],
      `${at}.tasks[0].vocabulary[0]: should be of type number.`,
    ],
    [
      [tasks({ ...chooses, vocabulary: [{}] })],
      `${at}.tasks[0].vocabulary[0]: text, a number, true or false is expected.`,
    ],
    [[tasks({ ...asks, on_yes: undefined })], `${at}.tasks[0]: on_yes or on_no is expected.`],
    [
      [tasks({ ...asks, on_yes: { add_tags: 'x' } })],
      `${at}.tasks[0].on_yes.add_tags: a list of 0 to 500 items is expected.`,
    ],
    [
      [tasks({ ...asks, on_no: { set_metadata: [{ field: 'price', value: 'x' }] } })],
      `${at}.tasks[0].on_no.set_metadata[0].value: should be of type number.`,
    ],
    [
      [tasks({ ...asks, on_no: { set_metadata: [{ field: 'price' }] } })],
      `${at}.tasks[0].on_no.set_metadata[0].value: text, a number, true or false is expected.`,
    ],
    [
      [tasks({ ...asks, on_unknown: { unset_metadata: [{}] } })],
      `${at}.tasks[0].on_unknown.unset_metadata[0].field: text of 1 to 100 characters is expected.`,
    ],
  ];
  for (const [given, help] of refused) {
    it(`are refused: ${help.slice(0, 90)} (${JSON.stringify(given).length} characters)`, () => {
      const message = 'Your request contains invalid extensions parameter.';
      assert.throws(() => parseExtensions(given, lookups), {
        name: 'HalftoneError',
        status: 400,
        message,
        help,
      });
    });
  }

  it('come as JSON in a form', () => {
    assert.deepEqual(parseExtensionsText(JSON.stringify([google])), [google]);
    const help = 'extensions: a JSON list of extensions is expected.';
    assert.throws(() => parseExtensionsText('[{'), { status: 400, help });
  });
});

describe('the configuration of a saved extension', () => {
  it('is one extension', () => {
    assert.deepEqual(parseConfiguration(google, lookups), google);
  });

  for (const [given, help] of [
    [undefined, 'config: an object is expected.'],
    [[google], 'config: an object is expected.'],
    [{ ...google, maxTags: 99 }, 'config.maxTags: a whole number from 0 to 30 is expected.'],
    [
      { name: 'saved-extension', id: 'ext_tags' },
      'config.name: one of remove-bg, google-auto-tagging, aws-auto-tagging, ai-auto-description, ai-tasks is expected.',
    ],
  ] as const) {
    it(`is refused: ${help}`, () => {
      const message = 'Invalid extension configuration.';
      assert.throws(() => parseConfiguration(given, lookups), { status: 400, message, help });
    });
  }
});
