import { parseJson } from '../kernel/index.ts';

/**
 * A list in a form field or a query: comma-separated, or a JSON array, or the field repeated, or all of it.
 * Trimmed, without empty ones and duplicates. Undefined for a JSON array that holds anything but text.
 */
export function textList(values: readonly string[]): readonly string[] | undefined {
  const items = values.flatMap((value) => jsonArray(value) ?? value.split(','));
  if (!items.every((item) => typeof item === 'string')) return undefined;
  return [...new Set(items.map((item) => item.trim()))].filter((item) => item !== '');
}

/** Whether a database can keep the text: PostgreSQL knows no NUL, UTF-8 no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function jsonArray(value: string): readonly unknown[] | undefined {
  if (!value.trimStart().startsWith('[')) return undefined;
  try {
    const parsed = parseJson(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
