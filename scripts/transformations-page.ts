/** docs/transformations.md, made from the registry of parameters: nothing is written down twice. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Family, type Parameter, type ParameterKey, parameters } from '../src/transformation/index.ts';
import { NOTHING_TO_SEE, PICTURES, pictureName } from './pictures.ts';

/** The chapters, in the order in which a reader needs them. */
const FAMILIES: Readonly<Record<Family, string>> = {
  dimensions: 'Dimensions',
  crop: 'Cropping and padding',
  background: 'Background',
  geometry: 'Shape, rotation, opacity',
  effects: 'Effects',
  output: 'Output',
  source: 'What is opened',
  layer: 'Layers: input and position',
  text: 'Layers: text',
  ai: 'Effects that need a model',
  video: 'Video',
};

const RENDERED: Readonly<Record<Parameter<unknown>['rendered'], string>> = {
  yes: 'yes',
  partly: 'partly',
  no: 'not yet',
};

export function transformationsPage(): string {
  const rows = Object.entries(parameters) as [ParameterKey, Parameter<unknown>][];
  const chapters = Object.entries(FAMILIES).map(([family, title]) => {
    const own = rows.filter(([, row]) => row.family === family);
    return `## ${title}\n\n${own.map(([key, row]) => section(key, row)).join('\n')}`;
  });
  return `# Transformations

What a URL can ask of an image, in the language of ImageKit: \`/demo/tr:w-300,h-200/photo.jpg\` or
\`/demo/photo.jpg?tr=w-300,h-200\`. A parameter is a key, a hyphen and a value; commas join parameters into a step, and
colons join steps into a chain, each of which takes the result of the one before. Within a step the order matters to
layers only, and of two equal keys the last one wins. Values may be expressions where it says so: variables
\`iw ih iar\` (the file), \`cw ch car\` (the image as it is then) and \`bw bh bar\` (below a layer), joined by
\`add sub mul div mod pow\`. \`if-w_gt_300,<steps>,if-else,<steps>,if-end\` chooses between steps.

What is malformed is answered with 400 and the reason in the header \`ik-error\`; so is a valid parameter, or a value of a
partly rendered one, that this version cannot render yet: never an image that lacks what was asked for. Parameters
that do not concern the file at hand are ignored. \`GET /_halftone/v1/explain\` tells which, and why ([explain.md](explain.md)).

This page is made from the registry in \`src/transformation/parameters/\` by \`node scripts/documents.ts\`, and its pictures
by Halftone itself with \`node scripts/pictures.ts\`, from [a drawing](pictures/${pictureName('scene')}) and
[a cut-out](pictures/${pictureName('balloon')}) of the project's own.

${contents(rows)}

${chapters.join('\n')}`;
}

/** What stands in the way of the page: a rendered parameter without a picture, or a picture that is not there. */
export function picturesMissing(root: string): readonly string[] {
  const rows = Object.entries(parameters) as [ParameterKey, Parameter<unknown>][];
  const undecided = rows
    .filter(([key, { rendered }]) => rendered !== 'no' && !PICTURES[key] && !NOTHING_TO_SEE.has(key))
    .map(([key]) => `scripts/pictures.ts has no picture of ${key}, which is rendered`);
  const shown = rows.flatMap(([key, row]) => (isShown(key, row) ? [key, PICTURES[key]?.source ?? key] : []));
  const missing = [...new Set(shown)]
    .map((name) => `docs/pictures/${pictureName(name)}`)
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${path} is missing: run node scripts/pictures.ts`);
  return [...undecided, ...missing];
}

function isShown(key: ParameterKey, { rendered }: Parameter<unknown>): boolean {
  return rendered !== 'no' && PICTURES[key] !== undefined;
}

function contents(rows: readonly [ParameterKey, Parameter<unknown>][]): string {
  const lines = Object.entries(FAMILIES).map(([family, title]) => {
    const keys = rows.filter(([, row]) => row.family === family).map(([key]) => `[\`${key}\`](#${key})`);
    return `| ${title} | ${keys.join(' ')} |`;
  });
  return `| | |\n|---|---|\n${lines.join('\n')}`;
}

function section(key: ParameterKey, row: Parameter<unknown>): string {
  const facts: readonly (readonly [string, string])[] = [
    ['In SDKs', row.sdk.map(code).join(', ') || 'none: write it raw'],
    ['Values', cell(row.grammar.allowed)],
    ['Without it', cell(row.byDefault)],
    ['For', row.places.map((place) => `${place}s`).join(', ')],
    ['Examples', row.examples.map((example) => code(example.replaceAll('|', '\\|'))).join(' ')],
    ['Rendered', RENDERED[row.rendered]],
  ];
  return `### ${key}

${text(row.summary)}

| | |
|---|---|
${facts.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}
${isShown(key, row) ? `\n${pictures(key)}\n` : ''}`;
}

function pictures(key: ParameterKey): string {
  const { source, transformation } = PICTURES[key] ?? { source: 'scene', transformation: '' };
  const before = `![the original](pictures/${pictureName(source)})`;
  const after = `![${transformation}](pictures/${pictureName(key)})`;
  return `| before | ${code(transformation)} |\n|---|---|\n| ${before} | ${after} |`;
}

function code(content: string): string {
  return `\`${content}\``;
}

function cell(content: string): string {
  return text(content.replaceAll('|', '\\|').replaceAll('\n', ' '));
}

/** Markdown would take it for a tag. */
function text(content: string): string {
  return content.replaceAll('<', '\\<');
}
