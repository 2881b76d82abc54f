/** The tasks of `ai-tasks` (rest-api.md 2.14). */
import type { AiTask, AiTasks, SelectMetadata, TaskAction, TaskValue, YesNo } from './config.ts';
import { ExtensionProblem } from './errors.ts';
import { fieldAt, type Lookups } from './lookups.ts';
import { integerAt, type Json, listAt, objectAt, optional, present, textAt } from './values.ts';

const MAX_TASKS = 10;
const MAX_INSTRUCTION_LENGTH = 2_000;
/** All texts of a vocabulary together; also all tags that one action names. */
const MAX_WORDS_LENGTH = 500;
/** More than 500 characters can make; the documented 30 is advice that nobody enforces. */
const MAX_WORDS = 500;
/** Ours: fields that one action sets or takes away. */
const MAX_FIELDS = 50;
/** Ours: far above what any file has. */
const MAX_SELECTIONS = 500;
/** Ours: of one value of custom metadata, whose field may demand less. */
const MAX_VALUE_LENGTH = 10_000;
const MAX_FIELD_NAME_LENGTH = 100;

export function readAiTasks(given: Json, where: string, lookups: Lookups): AiTasks {
  const tasks = listAt(given.tasks, `${where}.tasks`, { min: 1, max: MAX_TASKS });
  return {
    name: 'ai-tasks',
    tasks: tasks.map((task, index) => readTask(task, `${where}.tasks[${index}]`, lookups)),
  };
}

function readTask(value: unknown, where: string, lookups: Lookups): AiTask {
  const given = objectAt(value, where);
  const type = given.type;
  if (type !== 'select_tags' && type !== 'select_metadata' && type !== 'yes_no')
    throw new ExtensionProblem(`${where}.type`, 'select_tags, select_metadata or yes_no is expected');
  const instruction = textAt(given.instruction, `${where}.instruction`, { max: MAX_INSTRUCTION_LENGTH });
  switch (type) {
    case 'select_tags': {
      const vocabulary = optional(given, 'vocabulary', where, readVocabularyOfTags);
      return { type, instruction, ...present({ vocabulary }), ...selections(given, where) };
    }
    case 'select_metadata':
      return { type, instruction, ...readChoice(given, where, lookups), ...selections(given, where) };
    case 'yes_no':
      return { type, instruction, ...readActions(given, where, lookups) };
  }
}

function selections(given: Json, where: string) {
  const min_selections = optional(given, 'min_selections', where, (value, at) =>
    integerAt(value, at, { min: 0, max: MAX_SELECTIONS }),
  );
  const max_selections = optional(given, 'max_selections', where, (value, at) =>
    integerAt(value, at, { min: 1, max: MAX_SELECTIONS }),
  );
  if (min_selections !== undefined && max_selections !== undefined && min_selections > max_selections)
    throw new ExtensionProblem(where, 'min_selections may not be above max_selections');
  return present({ min_selections, max_selections });
}

function readVocabularyOfTags(value: unknown, where: string): readonly string[] {
  return tagsAt(value, where, 1);
}

/** Tags without `%`, at most 500 characters together. */
function tagsAt(value: unknown, where: string, min: number): readonly string[] {
  const tags = listAt(value, where, { min, max: MAX_WORDS }).map((tag, index) => {
    const text = textAt(tag, `${where}[${index}]`, { max: MAX_WORDS_LENGTH }).trim();
    if (text === '' || text.includes('%'))
      throw new ExtensionProblem(`${where}[${index}]`, 'a tag without % is expected');
    return text;
  });
  checkLength(tags, where);
  return tags;
}

function checkLength(values: readonly TaskValue[], where: string): void {
  const length = values.reduce<number>((sum, value) => sum + String(value).length, 0);
  if (length > MAX_WORDS_LENGTH)
    throw new ExtensionProblem(where, `at most ${MAX_WORDS_LENGTH} characters together are allowed`);
}

function readChoice(
  given: Json,
  where: string,
  lookups: Lookups,
): Pick<SelectMetadata, 'field' | 'vocabulary'> {
  const { name, rules } = namedField(given, where, lookups);
  const vocabulary = optional(given, 'vocabulary', where, (value, at) => {
    const words = listAt(value, at, { min: 1, max: MAX_WORDS }).map((item, index) => {
      const word = scalarAt(item, `${at}[${index}]`);
      const problem = rules.checkItem(word);
      if (problem !== undefined) throw new ExtensionProblem(`${at}[${index}]`, problem);
      return word;
    });
    checkLength(words, at);
    return words;
  });
  return { field: name, ...present({ vocabulary }) };
}

function readActions(
  given: Json,
  where: string,
  lookups: Lookups,
): Pick<YesNo, 'on_yes' | 'on_no' | 'on_unknown'> {
  const action = (value: unknown, at: string) => readAction(value, at, lookups);
  const actions = {
    on_yes: optional(given, 'on_yes', where, action),
    on_no: optional(given, 'on_no', where, action),
    on_unknown: optional(given, 'on_unknown', where, action),
  };
  if (actions.on_yes === undefined && actions.on_no === undefined)
    throw new ExtensionProblem(where, 'on_yes or on_no is expected');
  return present(actions);
}

function readAction(value: unknown, where: string, lookups: Lookups): TaskAction {
  const given = objectAt(value, where);
  const tags = (list: unknown, at: string) => tagsAt(list, at, 0);
  return present({
    add_tags: optional(given, 'add_tags', where, tags),
    remove_tags: optional(given, 'remove_tags', where, tags),
    set_metadata: optional(given, 'set_metadata', where, (list, at) =>
      listAt(list, at, { max: MAX_FIELDS }).map((item, index) =>
        readSetting(objectAt(item, `${at}[${index}]`), `${at}[${index}]`, lookups),
      ),
    ),
    unset_metadata: optional(given, 'unset_metadata', where, (list, at) =>
      listAt(list, at, { max: MAX_FIELDS }).map((item, index) => {
        const place = `${at}[${index}]`;
        return { field: namedField(objectAt(item, place), place, lookups).name };
      }),
    ),
  });
}

function readSetting(given: Json, where: string, lookups: Lookups) {
  const { name, rules } = namedField(given, where, lookups);
  const at = `${where}.value`;
  const value = Array.isArray(given.value)
    ? listAt(given.value, at, { max: MAX_WORDS }).map((item, index) => scalarAt(item, `${at}[${index}]`))
    : scalarAt(given.value, at);
  const problem = rules.check(value);
  if (problem !== undefined) throw new ExtensionProblem(at, problem);
  return { field: name, value };
}

function namedField(given: Json, where: string, lookups: Lookups) {
  const name = textAt(given.field, `${where}.field`, { max: MAX_FIELD_NAME_LENGTH });
  return { name, rules: fieldAt(lookups, name, `${where}.field`) };
}

function scalarAt(value: unknown, where: string): TaskValue {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value === 'string') return textAt(value, where, { min: 0, max: MAX_VALUE_LENGTH });
  throw new ExtensionProblem(where, 'text, a number, true or false is expected');
}
