/** The query of `GET /v1/files` (rest-api.md 2.4), its messages word for word. */
import type { ListQuery, Sort, SortKey } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { queryText } from '../query.ts';
import { textList } from '../text-list.ts';

const MAX_LIMIT = 1_000;
/** Values a query binds; a database takes only so many. */
const MAX_TAGS = 1_000;

export const TYPES = ['file', 'file-version', 'folder', 'all'] as const;
export const FILE_TYPES = ['all', 'image', 'non-image'] as const;
const SORT_KEYS: readonly SortKey[] = [
  'NAME',
  'CREATED',
  'UPDATED',
  'HEIGHT',
  'WIDTH',
  'SIZE',
  'DURATION',
  'RELEVANCE',
  'ORIGINAL_CREATION_DATE',
];
export const SORTS: readonly Sort[] = SORT_KEYS.flatMap((key): Sort[] => [`ASC_${key}`, `DESC_${key}`]);

/**
 * An empty value counts as absent; a repeated key's last value wins, but for `tags`.
 * Errors: 400 naming the parameter.
 */
export function readListQuery(
  query: URLSearchParams,
): ListQuery & { readonly searchQuery?: string | undefined } {
  const get = (name: string) => queryText(query, name);

  const sentSkip = get('skip') ?? '0';
  const skip = integer('skip', sentSkip);
  if (skip < 0) throw errors.skipTooSmall(sentSkip);
  const sentLimit = get('limit') ?? String(MAX_LIMIT);
  const limit = integer('limit', sentLimit);
  if (limit < 1) throw errors.limitTooSmall(sentLimit);
  if (limit > MAX_LIMIT) throw errors.limitTooLarge(sentLimit);

  const sort = oneOf(SORTS, get('sort') ?? 'ASC_CREATED');
  if (sort === undefined) throw errors.invalidSort();
  const searchQuery = get('searchQuery')?.trim() || undefined;
  // Beside a search they are ignored, so they cannot be wrong there.
  const ignored = searchQuery !== undefined;
  const type = ignored
    ? 'file'
    : oneOf(TYPES, get('type') ?? (get('includeFolder') === 'true' ? 'all' : 'file'));
  if (type === undefined) throw errors.invalidType();
  const fileType = oneOf(FILE_TYPES, get('fileType') ?? 'all');
  if (fileType === undefined) throw errors.invalidFileType();
  const tags = ignored ? [] : textList(query.getAll('tags'));
  if (tags === undefined || tags.length > MAX_TAGS) throw errors.invalidTags();

  return {
    type,
    sort,
    fileType,
    limit,
    skip,
    path: get('path'),
    name: ignored ? undefined : get('name'),
    tags: tags.length > 0 ? tags : undefined,
    searchQuery,
  };
}

/** There is no largest `skip` (rest-api.md 7.51): what no number holds exactly is beyond the end as well. */
function integer(name: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw errors.invalidParameter(name);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function oneOf<const T extends string>(allowed: readonly T[], text: string): T | undefined {
  return allowed.find((value) => value === text);
}
