/**
 * `npm run bench [name ...]`: ratios against a peer or the machine's limit, measured in one run. Absolute figures
 * differ from machine to machine and mean nothing alone. docs/performance.md has the last ones and how to read them.
 */
import { renditions } from './renditions.ts';
import type { Row } from './row.ts';
import { uploads } from './uploads.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Row[]>>> = { renditions, uploads };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(
    `No benchmark is named ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exit(1);
}
console.log(
  `${'benchmark'.padEnd(44)}${'ours'.padStart(10)}${'baseline'.padStart(10)}${'ratio'.padStart(8)}  target`,
);
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  for (const { name: row, ours, baseline, unit, target } of await run()) {
    const ratio = ours / baseline;
    const figures = [ours, baseline].map((value) => value.toFixed(1).padStart(10)).join('');
    console.log(
      `${`${row} (${unit})`.padEnd(44)}${figures}${ratio.toFixed(2).padStart(8)}  ${target} ${ratio >= target ? '' : 'MISSED'}`,
    );
  }
}
