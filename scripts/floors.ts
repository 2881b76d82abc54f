/**
 * The floors and doors of docs/architecture.md, as rules. A room imports its own files and the doors (`index.ts`) of
 * rooms on lower floors; nothing else; no circles. `kernel` and `transformation` are pure.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';

/** Every room and its floor. A file of `src/` that is in none of them is a violation of its own. */
export const FLOORS: Readonly<Record<string, number>> = {
  'main.ts': 10,
  'app.ts': 10,
  'http.ts': 10,
  'refusal.ts': 10,
  'data-folder.ts': 10,
  'greeting.ts': 10,
  'units.ts': 10,
  'tasks.ts': 10,
  api: 9,
  delivery: 9,
  library: 8,
  search: 8,
  renditions: 8,
  accounts: 7,
  webhooks: 7,
  jobs: 6,
  video: 5,
  extensions: 5,
  imaging: 4,
  metadata: 4,
  transformation: 3,
  formats: 3,
  net: 2,
  database: 2,
  storage: 2,
  workers: 2,
  'config.ts': 2,
  observability: 1,
  'errors.ts': 1,
  settings: 1,
  kernel: 0,
};

/** The floor of the composition root: only there may a file import its own floor's neighbours. */
const ROOT_FLOOR = 10;

/** Tests and what only tests import (`testing.ts`, `contract.ts`) may look anywhere. */
const FOR_TESTS = '(\\.test\\.ts|\\.test-[a-z]+\\.ts|[./]testing\\.ts|/contract\\.ts)$';

export type Violation = { readonly rule: string; readonly from: string; readonly to: string };

/**
 * Cruises `root`/src and says what breaks the rules.
 * @throws when the cruise saw fewer modules than there are files: then it checked nothing.
 */
export async function findViolations(root: string): Promise<readonly Violation[]> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: rules() },
      parser: 'swc',
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
    },
    { extensions: ['.ts'] },
  );
  const result = output as ICruiseResult;
  const files = sourceFiles(root);
  const seen = new Set(result.modules.map((module) => module.source));
  const unseen = files.filter((file) => !seen.has(file));
  if (files.length === 0 || unseen.length > 0) {
    throw new Error(
      `The check of floors saw only ${files.length - unseen.length} of ${files.length} files; unseen: ${unseen.slice(0, 5).join(', ')}`,
    );
  }
  const homeless = files.filter(
    (file) => FLOORS[file.split('/')[1] ?? ''] === undefined && !new RegExp(FOR_TESTS).test(file),
  );
  return [
    ...result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    ...homeless.map((file) => ({ rule: 'no-room', from: file, to: 'scripts/floors.ts names no such room' })),
  ];
}

function rules(): NonNullable<IConfiguration['forbidden']> {
  const rooms = Object.entries(FLOORS);
  const place = (room: string) =>
    room.endsWith('.ts') ? `^src/${room.replace('.', '\\.')}$` : `^src/${room}/`;
  const upward = rooms.map(([room, floor]) => ({
    name: 'floors-point-down',
    severity: 'error' as const,
    from: { path: place(room), pathNot: FOR_TESTS },
    to: {
      path: rooms
        .filter(([other, otherFloor]) => other !== room && otherFloor >= floor && floor < ROOT_FLOOR)
        .map(([other]) => place(other)),
    },
  }));
  return [
    ...upward.filter((rule) => rule.to.path.length > 0),
    {
      name: 'through-the-door',
      severity: 'error',
      from: { path: '^src/([^/]+)', pathNot: FOR_TESTS },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1', '^src/[^/]+/index\\.ts$'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: FOR_TESTS },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'transformation-is-pure',
      severity: 'error',
      from: { path: '^src/transformation/', pathNot: FOR_TESTS },
      to: { pathNot: '^src/(transformation|kernel)/' },
    },
    {
      name: 'tests-stay-out-of-the-program',
      severity: 'error',
      from: { path: '^src/', pathNot: FOR_TESTS },
      to: { path: FOR_TESTS },
    },
  ];
}

function sourceFiles(root: string): readonly string[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
