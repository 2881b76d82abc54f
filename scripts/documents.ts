/**
 * The documents that are made from the code. `node scripts/documents.ts` writes them; `npm run check` fails when one
 * is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../src/config.ts';
import type { ErrorSpec } from '../src/kernel/index.ts';
import {
  DEFAULT_SETTINGS,
  SETTINGS as OWNERS_SETTINGS,
  RATE_CLASSES,
  SETTING_KEYS,
  type SettingKey,
  variableOf,
} from '../src/settings/index.ts';
import { postmanCollection } from './postman.ts';
import { picturesMissing, transformationsPage } from './transformations-page.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': configuration,
  'docs/errors.md': errorCatalogue,
  'docs/settings.md': settings,
  'docs/transformations.md': transformationsPage,
  'docs/postman-collection.json': async () => `${JSON.stringify(await postmanCollection(), undefined, 2)}\n`,
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
This page is made from \`src/config.ts\` and \`src/settings/\` by \`node scripts/documents.ts\`.

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}

## Settings that can be changed while the server runs

Without a variable they are changed through the API ([settings.md](settings.md)); one that is given here is fixed. Lists
are comma-separated, objects are JSON.

| Variable | Setting |
|---|---|
${SETTING_KEYS.map((key) => `| \`${variableOf(key)}\` | [\`${key}\`](settings.md) |`).join('\n')}
`;
}

function settings(): string {
  const rows = SETTING_KEYS.map((key) => {
    const { type, meaning } = OWNERS_SETTINGS[key];
    return `| \`${key}\` | ${cell(type.allowed)} | ${defaultOf(key)} | ${meaning} |`;
  });
  const classes = Object.entries(RATE_CLASSES).map(([name, what]) => `| \`${name}\` | ${what} |`);
  return `# Settings

What the owner of an account decides, and can change while the server runs: ImageKit has it in its dashboard. A change
takes effect at once on the server that took it, and within a second on others that share its database. This page is
made from \`src/settings/\` by \`node scripts/documents.ts\`.

\`\`\`sh
curl -u "$PRIVATE_KEY:" http://localhost:3000/_halftone/v1/settings
curl -u "$PRIVATE_KEY:" http://localhost:3000/_halftone/v1/settings -X PATCH \\
  -H 'content-type: application/json' -d '{"autoAvif": true, "defaultQuality": 70}'
\`\`\`

Both need a standard key and answer \`{"revision": 1, "settings": {...}, "fixed": [...]}\`. A change names any number of
settings and is made whole or not at all: an unknown name or a bad value answers 400 and says what is allowed. \`null\`
goes back to the default. Each setting is also an environment variable, such as \`HALFTONE_AUTO_AVIF\`; where it is given
it holds, is listed under \`fixed\`, and a change of it answers 409.

| Setting | Must be | Default | Meaning |
|---|---|---|---|
${rows.join('\n')}

## Rate limits

Requests are counted in the memory of each server, for the whole account, in the class of their endpoint. Uploads are in
none. Every other answer says \`X-RateLimit-Limit\`, \`X-RateLimit-Interval\` and \`X-RateLimit-Reset\` (milliseconds to wait);
beyond a limit it is 429, with \`retry-after-ms\` and \`retry-after\`, which the SDKs obey. Without a setting each class has
1,000 requests a second; a class that \`rateLimits\` does not name keeps that, and one with an empty list has no limit.

| Class | Endpoints |
|---|---|
${classes.join('\n')}

\`\`\`json
{ "rateLimits": { "reads": [{ "limit": 100, "intervalMs": 1000 }, { "limit": 2400, "intervalMs": 60000 }] } }
\`\`\`

## Who may see what

\`restrictUnsignedImages\` and \`restrictUnnamedTransformations\` are lifted for one URL by a valid signature. Of addresses
the client's counts: behind proxies that \`HALFTONE_TRUSTED_PROXIES\` names, the one that they forward. A blocked address
is refused even when it is allowed too. Only delivered files are refused by these rules; the API asks for keys.

## Uploads

\`defaultUpload\` names upload parameters as an upload would send them (\`{"folder": "/in", "tags": ["new"]}\`), all but
\`fileName\` and those of a signature. Each holds for uploads that do not send the parameter; an empty value is sent.
A \`transformation\` is for the kinds of files it applies to, \`pre\` for images that can be decoded; others are stored as
they come.
`;
}

function defaultOf(key: SettingKey): string {
  return key === 'rateLimits'
    ? '1,000 a second for each class'
    : `\`${JSON.stringify(DEFAULT_SETTINGS[key])}\``;
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
