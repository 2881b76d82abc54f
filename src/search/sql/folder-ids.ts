import { type Reader, ROOT_FOLDER_ID } from '../../database/index.ts';
import type { AssetTarget } from '../asset-fields.ts';
import { clausesOf, type Node } from '../ast.ts';

/** The ids of the folders that a query names, by their normalised paths; one that is not there is absent. */
export type FolderIds = ReadonlyMap<string, string>;

/** As deep as folders can be nested; a longer path is that of none. */
const MAX_DEPTH = 50;

/** Looks all paths of a query up together: one statement a level, however many there are. */
export async function findFolders(db: Reader, query: Node<AssetTarget>): Promise<FolderIds> {
  const wanted = clausesOf(query)
    .flatMap(({ test, field }): string[] => {
      if (field.target.of !== 'path') return [];
      return test.op === 'below' ? [test.path] : test.op === 'in' ? test.values.map(String) : [];
    })
    .map((path) => path.split('/').filter(Boolean))
    .filter((names) => names.length <= MAX_DEPTH);

  const found = new Map([['/', ROOT_FOLDER_ID]]);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const children = new Map<string, Set<string>>();
    const pathOf = new Map<string, string>();
    for (const names of wanted) {
      const name = names[depth];
      const parentPath = `/${names.slice(0, depth).join('/')}`;
      const parent = found.get(parentPath);
      if (name === undefined || parent === undefined) continue;
      children.set(parent, (children.get(parent) ?? new Set()).add(name));
      pathOf.set(parent, parentPath);
    }
    if (children.size === 0) break;
    for (const { id, parent_id, name } of await childrenOf(db, children)) {
      const parentPath = pathOf.get(parent_id ?? '') ?? '';
      found.set(parentPath === '/' ? `/${name}` : `${parentPath}/${name}`, id);
    }
  }
  return found;
}

function childrenOf(db: Reader, children: ReadonlyMap<string, ReadonlySet<string>>) {
  return db
    .selectFrom('assets')
    .select(['id', 'parent_id', 'name'])
    .where('kind', '=', 'folder')
    .where((is) =>
      is.or(
        Array.from(children, ([parent, names]) =>
          is.and([is('parent_id', '=', parent), is('name', 'in', [...names])]),
        ),
      ),
    )
    .execute();
}
