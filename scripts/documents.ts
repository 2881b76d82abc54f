/**
 * The documents that are made from the code. `node scripts/documents.ts` writes them; `npm run check` fails when one
 * is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../src/config.ts';

const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configuration,
};

/** The paths of generated documents whose file differs from what the code says. */
export function documentsOutOfDate(root: string): readonly string[] {
  return Object.entries(DOCUMENTS)
    .filter(([path, make]) => read(join(root, path)) !== make())
    .map(([path]) => `${path} is out of date: run node scripts/documents.ts`);
}

function configuration(): string {
  const rows = Object.values(SETTINGS).map((entry) => {
    const shown =
      'shownDefault' in entry ? entry.shownDefault : entry.default === '' ? 'empty' : `\`${entry.default}\``;
    return `| \`${entry.name}\` | ${shown} | ${entry.meaning} |`;
  });
  return `# Configuration

Every setting is an environment variable. An empty one counts as absent; an unknown \`HALFTONE_*\` or a bad value stops
the start with one message that names them all. Sizes are written as \`500MB\`, \`2GiB\` or a number of bytes.
This page is made from \`src/config.ts\` by \`node scripts/documents.ts\`.

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}
`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  for (const [path, make] of Object.entries(DOCUMENTS)) writeFileSync(join(root, path), make());
}
