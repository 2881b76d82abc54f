/** A list as it would be if the whole library were in memory: what the databases are compared with. */

import { ORIGINAL_DATE_FIELD_ID } from '../database/index.ts';
import { words } from '../kernel/index.ts';
import type { AssetTarget } from './asset-fields.ts';
import { type Clause, clausesOf, type Node } from './ast.ts';
import { evaluate } from './evaluate.ts';
import { type Plain, valuesOf } from './library.testing.ts';
import { FIELD_WEIGHTS, WHOLE_WORD } from './sql/relevance.ts';

export function naiveList(
  library: readonly Plain[],
  query: Node<AssetTarget>,
  { sort, path, fileType }: { sort: string; path: string | undefined; fileType: string },
): string[] {
  const found = library.filter(
    (asset) =>
      (path === undefined || asset.folder === path) &&
      (fileType === 'all' ||
        asset.file === undefined ||
        asset.file.mime.startsWith('image/') === (fileType === 'image')) &&
      evaluate(query, (target) => valuesOf(asset, target)),
  );
  const [direction, ...rest] = sort.split('_');
  const key = rest.join('_');
  const sign = direction === 'DESC' ? -1 : 1;
  const isRanked = key === 'RELEVANCE' && hasClauses(query).length > 0;
  return found
    .map((asset) => ({ asset, by: isRanked ? scoreOf(asset, query) : orderOf(asset, key) }))
    .sort(
      (a, b) =>
        sign * compare(a.by, b.by) ||
        (isRanked ? b.asset.createdAt - a.asset.createdAt : 0) ||
        compare(a.asset.rowId, b.asset.rowId) ||
        compare(a.asset.versionId ?? '', b.asset.versionId ?? ''),
    )
    .map(({ asset }) => `${asset.assetId} ${asset.versionId ?? '-'}`);
}

function orderOf(asset: Plain, key: string): string | number | null {
  switch (key) {
    case 'NAME':
      return asset.name;
    case 'UPDATED':
      return asset.updatedAt;
    case 'SIZE':
      return asset.file?.size ?? null;
    case 'WIDTH':
      return asset.file?.width ?? null;
    case 'HEIGHT':
      return asset.file?.height ?? null;
    case 'DURATION':
      return asset.file?.duration ?? null;
    case 'ORIGINAL_CREATION_DATE':
      return (asset.file?.custom[ORIGINAL_DATE_FIELD_ID]?.[0] as number | undefined) ?? asset.createdAt;
    default:
      return asset.createdAt;
  }
}

/** Nothing comes first; texts by their bytes. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

function hasClauses(query: Node<AssetTarget>): Clause<AssetTarget>[] {
  return clausesOf(query).filter((clause) => clause.test.op === 'has' && clause.test.words.length > 0);
}

function scoreOf(asset: Plain, query: Node<AssetTarget>): number {
  let score = 0;
  for (const clause of hasClauses(query)) {
    const { test, field } = clause;
    if (test.op !== 'has' || !evaluate<AssetTarget>(clause, (target) => valuesOf(asset, target))) continue;
    const present = valuesOf(asset, field.target).flatMap((value) => words(String(value)));
    const weight = FIELD_WEIGHTS[field.target.of as keyof typeof FIELD_WEIGHTS];
    score += test.words.reduce((sum, word) => {
      const worth = present.includes(word) ? WHOLE_WORD : 1;
      return sum + (weight * worth) / Math.sqrt(present.length);
    }, 0);
  }
  return score;
}
