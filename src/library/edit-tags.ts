import { type Tx, unitOfWork } from '../database/index.ts';
import { markChanged, readFiles } from './file-changes.ts';
import type { TagEdit, TagEditOutcome } from './file-requests.ts';
import { lockFiles } from './lock-files.ts';
import type { FileRecord } from './record.ts';
import { lengthOfTags, MAX_TAGS_LENGTH, removeFoundTags, replaceUserTags } from './tags.ts';

/** Edits the tags of all files in one transaction, or of none when one of them does not exist. */
export const editTagsUnit = unitOfWork(
  'library.editTags',
  async (
    tx: Tx,
    input: { readonly fileIds: readonly string[]; readonly edit: TagEdit; readonly now: number },
  ): Promise<TagEditOutcome> => {
    const { fileIds, edit, now } = input;
    await lockFiles(tx, fileIds);
    const records = await readFiles(tx, fileIds);
    const files = fileIds.flatMap((id) => records.get(id) ?? []);
    const edited = files.map((file) => ({ ...file, ...editTags(file, edit) }));

    const [failed, fitting] = partition(
      edited,
      ({ tags }) => edit.kind === 'add' && lengthOfTags(tags) > MAX_TAGS_LENGTH,
    );
    const changed = fitting.filter((file) => {
      const before = records.get(file.assetId) as FileRecord;
      return before.tags.length !== file.tags.length || before.aiTags.length !== file.aiTags.length;
    });
    if (edit.kind === 'removeAi') {
      const ids = changed.map((file) => file.versionId);
      if (ids.length > 0) await removeFoundTags(tx, ids, edit.tags);
    } else await replaceUserTags(tx, changed);
    await markChanged(
      tx,
      changed.map((file) => file.assetId),
      now,
    );
    return { done: fitting.map((file) => file.assetId), failed: failed.map((file) => file.assetId) };
  },
);

function editTags(file: FileRecord, { kind, tags }: TagEdit): Pick<FileRecord, 'tags' | 'aiTags'> {
  const { aiTags } = file;
  const named = new Set(tags);
  if (kind === 'add') return { tags: [...new Set([...file.tags, ...tags])], aiTags };
  if (kind === 'remove') return { tags: file.tags.filter((tag) => !named.has(tag)), aiTags };
  return { tags: file.tags, aiTags: aiTags.filter((tag) => !named.has(tag.name)) };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  const { yes = [], no = [] } = Object.groupBy(items, (item) => (test(item) ? 'yes' : 'no'));
  return [yes, no];
}
