import type { Settings } from '../settings/index.ts';

/** The texts of all transformations that the settings have every upload go through: `transformation.pre` and `.post`. */
export function transformationsOfUploads({ defaultUpload }: Pick<Settings, 'defaultUpload'>): string[] {
  const { pre, post } = asObject(parsed(defaultUpload.transformation));
  const posts = Array.isArray(post) ? post.map((item) => asObject(item).value) : [];
  return [pre, ...posts].filter((text) => typeof text === 'string');
}

/** JSON may stand as text, as it does in a form. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
