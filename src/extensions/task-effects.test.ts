import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AiTasks, type TaskAnswer, taskEffects, withVocabularies } from './index.ts';

const FIELDS = {
  color: { isList: false, options: ['red', 'blue'] },
  colors: { isList: true, options: ['red', 'blue'] },
  note: { isList: false },
};
const field = (name: string) =>
  Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof typeof FIELDS] : undefined;

const instruction = 'What?';
const tasks = (...list: AiTasks['tasks']): AiTasks => ({ name: 'ai-tasks', tasks: list });

describe('the answers to tasks', () => {
  const select = { type: 'select_tags', instruction, vocabulary: ['a', 'b', 'c'] } as const;
  const question = {
    type: 'yes_no',
    instruction,
    on_yes: { add_tags: ['yes'], remove_tags: ['old'] },
    on_unknown: { set_metadata: [{ field: 'note', value: 'unclear' }] },
  } as const;

  const cases: readonly (readonly [string, AiTasks, readonly TaskAnswer[], object])[] = [
    ['nothing selected changes nothing', tasks(select), [[]], {}],
    ['no answer changes nothing', tasks(select), [], {}],
    [
      'selected tags come behind, each once',
      tasks(select),
      [['b', 'a', 'b', 'old']],
      { tags: ['old', 'b', 'a'] },
    ],
    ['what was not offered is left out', tasks(select), [['x', 'c']], { tags: ['old', 'c'] }],
    [
      'no more than the maximum',
      tasks({ ...select, max_selections: 1 }),
      [['c', 'a']],
      { tags: ['old', 'c'] },
    ],
    [
      'without a vocabulary anything that can be a tag',
      tasks({ type: 'select_tags', instruction }),
      [[' new ', '50%', '', '\0']],
      { tags: ['old', 'new'] },
    ],
    [
      'a field takes the first',
      tasks({ type: 'select_metadata', instruction, field: 'color' }),
      [['red', 'blue']],
      { customMetadata: { color: 'red' } },
    ],
    [
      'a field with a list takes all',
      tasks({ type: 'select_metadata', instruction, field: 'colors' }),
      [['red', 'blue']],
      { customMetadata: { colors: ['red', 'blue'] } },
    ],
    ['yes', tasks(question), ['yes'], { tags: ['yes'] }],
    ['no, where nothing is to be done', tasks(question), ['no'], {}],
    ['unknown', tasks(question), ['unknown'], { customMetadata: { note: 'unclear' } }],
    [
      'an answer of another kind is unknown',
      tasks(question),
      [['yes']],
      { customMetadata: { note: 'unclear' } },
    ],
    [
      'the later task counts',
      tasks(
        { type: 'select_metadata', instruction, field: 'color' },
        { type: 'yes_no', instruction, on_yes: { remove_tags: ['a'], unset_metadata: [{ field: 'color' }] } },
        select,
      ),
      [['red'], 'yes', ['a']],
      { tags: ['old', 'a'], customMetadata: { color: null } },
    ],
  ];
  for (const [what, config, answers, expected] of cases) {
    it(`: ${what}`, () => {
      const effects = taskEffects(config, answers, ['old'], field);
      assert.deepEqual(effects, { tags: ['old'], customMetadata: {}, ...expected });
    });
  }
});

describe('the vocabulary of a choice', () => {
  it('is that of its field, unless it has its own', () => {
    const given = tasks(
      { type: 'select_metadata', instruction, field: 'color' },
      { type: 'select_metadata', instruction, field: 'color', vocabulary: ['red'] },
      { type: 'select_metadata', instruction, field: 'note' },
      { type: 'select_metadata', instruction, field: 'gone' },
    );
    const vocabularies = withVocabularies(given, field).tasks.map(
      (task) => 'vocabulary' in task && task.vocabulary,
    );
    assert.deepEqual(vocabularies, [['red', 'blue'], ['red'], false, false]);
  });
});
