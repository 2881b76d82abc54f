/**
 * The documents that are made from the code. `node scripts/documents.ts` writes them; `npm run check` fails when one
 * is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../src/config.ts';
import type { ErrorSpec } from '../src/kernel/index.ts';
import { picturesMissing, transformationsPage } from './transformations-page.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': configuration,
  'docs/errors.md': errorCatalogue,
  'docs/transformations.md': transformationsPage,
};

/** What is wrong with the generated documents: which differ from what the code says. */
export async function documentsOutOfDate(): Promise<readonly string[]> {
  const outOfDate: string[] = [...picturesMissing(ROOT)];
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    if (read(join(ROOT, path)) !== (await make()))
      outOfDate.push(`${path} is out of date: run node scripts/documents.ts`);
  }
  return outOfDate;
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

/** Every `errors.ts` of the program, whatever its folder: the rooms declare their errors nowhere else. */
async function errorCatalogue(): Promise<string> {
  const rows: string[] = [];
  for (const file of globSync('src/**/errors.ts', { cwd: ROOT }).sort()) {
    const { errors = {} } = (await import(join(ROOT, file))) as {
      errors?: Record<string, { spec: ErrorSpec }>;
    };
    const room = dirname(file).replace(/^src\/?/, '') || 'start';
    for (const { spec } of Object.values(errors)) {
      rows.push(
        `| ${room} | ${spec.status} | \`${spec.code}\` | ${cell(messageOf(spec))} | ${cell(spec.help ?? '')} |`,
      );
    }
  }
  return `# Errors

Every error that Halftone declares. The API answers JSON with \`message\` and \`help\`; delivery answers a short phrase and
the header \`ik-error: CODE - message\`. \`…\` stands for what the message names. This page is made from the \`errors.ts\`
of each room by \`node scripts/documents.ts\`.

| Room | Status | Code | Message | How to mend it |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function messageOf({ message }: ErrorSpec): string {
  if (typeof message !== 'function') return message;
  const say = message as (...args: string[]) => string;
  return say(...Array<string>(8).fill('…')).replaceAll('NaN', '…');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  for (const [path, make] of Object.entries(DOCUMENTS)) writeFileSync(join(ROOT, path), await make());
}
