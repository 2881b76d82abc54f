/** What the answers to `ai-tasks` mean for the tags and the custom metadata of a file (rest-api.md 2.14). Pure. */
import type { TaskAnswer } from './adapter.ts';
import type { AiTask, AiTasks, TaskAction, TaskValue } from './config.ts';

export type TaskEffects = {
  /** All tags of the file afterwards. */
  readonly tags: readonly string[];
  /** By the names of the fields: what is set, and null for what is taken away. */
  readonly customMetadata: Readonly<Record<string, TaskValue | readonly TaskValue[] | null>>;
};

/** What is known of a field: whether it holds a list, and the values it admits, if those are listed. */
export type ChoiceField = { readonly isList: boolean; readonly options?: readonly TaskValue[] | undefined };

/** The tasks with the vocabularies they leave to their fields. */
export function withVocabularies(
  { name, tasks }: AiTasks,
  field: (name: string) => ChoiceField | undefined,
): AiTasks {
  return {
    name,
    tasks: tasks.map((task) => {
      if (task.type !== 'select_metadata' || task.vocabulary !== undefined) return task;
      const options = field(task.field)?.options;
      return options === undefined ? task : { ...task, vocabulary: options };
    }),
  };
}

/** The tasks take effect in their order: of two that contradict each other the later one counts. */
export function taskEffects(
  { tasks }: AiTasks,
  answers: readonly TaskAnswer[],
  tags: readonly string[],
  field: (name: string) => ChoiceField | undefined,
): TaskEffects {
  const after = new Set(tags);
  const customMetadata = new Map<string, TaskValue | readonly TaskValue[] | null>();
  tasks.forEach((task, index) => {
    const action = actionOf(task, answers[index], field);
    for (const tag of action.add_tags ?? []) after.add(tag);
    for (const tag of action.remove_tags ?? []) after.delete(tag);
    for (const { field: name, value } of action.set_metadata ?? []) customMetadata.set(name, value);
    for (const { field: name } of action.unset_metadata ?? []) customMetadata.set(name, null);
  });
  return { tags: [...after], customMetadata: Object.fromEntries(customMetadata) };
}

const NOTHING: TaskAction = {};

function actionOf(
  task: AiTask,
  answer: TaskAnswer | undefined,
  field: (name: string) => ChoiceField | undefined,
): TaskAction {
  if (task.type === 'yes_no') {
    if (answer === 'yes') return task.on_yes ?? NOTHING;
    return (answer === 'no' ? task.on_no : task.on_unknown) ?? NOTHING;
  }
  const selected = typeof answer === 'object' ? selectedOf(task, answer) : [];
  if (selected.length === 0) return NOTHING;
  if (task.type === 'select_tags') return { add_tags: tagsOf(selected) };
  const value = field(task.field)?.isList ? selected : (selected[0] as TaskValue);
  return { set_metadata: [{ field: task.field, value }] };
}

/** Models invent and repeat themselves: only what they were offered counts, each once, up to the maximum. */
function selectedOf(
  task: Exclude<AiTask, { type: 'yes_no' }>,
  answer: readonly TaskValue[],
): readonly TaskValue[] {
  const offered = task.vocabulary && new Set<TaskValue>(task.vocabulary);
  return [...new Set(answer)].filter((value) => offered?.has(value) ?? true).slice(0, task.max_selections);
}

/** Without a vocabulary a model may write anything; what is no tag is left out (rest-api.md 1.9). */
function tagsOf(selected: readonly TaskValue[]): readonly string[] {
  return selected
    .map((value) => String(value).trim())
    .filter((tag) => tag !== '' && !/[%\0]/.test(tag) && tag.isWellFormed());
}
