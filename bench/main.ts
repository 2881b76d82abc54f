/**
 * `npm run bench -- [name ...] [options]`: ratios against a peer or the machine's limit, measured in one run. Absolute
 * figures differ from machine to machine and mean nothing alone. docs/performance.md has the last ones and says how to
 * read them.
 */
import { parseArgs } from 'node:util';
import { apiRead } from './api-read.ts';
import { avif } from './avif.ts';
import { cached } from './cached.ts';
import { chain } from './chain.ts';
import { coalescing } from './coalescing.ts';
import { fit512 } from './fit512.ts';
import { library } from './library.ts';
import { folders } from './library-folders.ts';
import { libraryLoad } from './library-load.ts';
import { memory } from './memory.ts';
import { renditions } from './renditions.ts';
import { type Benchmark, HEADING, rowText } from './row.ts';
import { uploads } from './uploads.ts';
import { usage } from './usage.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  renditions,
  uploads,
  fit512,
  cached,
  usage,
  'api-read': apiRead,
  coalescing,
  chain,
  avif,
  memory,
  library,
  'library-load': libraryLoad,
  folders,
};
/** Run only when named. */
const LONG = new Set(['memory', 'library', 'library-load']);

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    renditions: { type: 'string' },
    photos: { type: 'string' },
    assets: { type: 'string' },
    data: { type: 'string' },
    postgres: { type: 'string' },
    only: { type: 'string' },
    kind: { type: 'string' },
  },
});
const unknown = chosen.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark is named ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exit(1);
}
console.log(HEADING);
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (chosen.length > 0 ? !chosen.includes(name) : LONG.has(name)) continue;
  const rows = await run({
    ...values,
    renditions: values.renditions ? Number(values.renditions) : undefined,
  });
  for (const row of rows) console.log(rowText(row));
}
