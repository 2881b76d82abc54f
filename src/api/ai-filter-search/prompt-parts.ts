/** What the readers of a prompt share. */

export type PromptContext = {
  readonly currentFolder: string;
  /** IANA name. */
  readonly timezone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** What a reader has found: clauses of the query, and the text without it. */
export type Reading = { readonly clauses: readonly string[]; readonly rest: string };

/** Stands where something was taken out: words on its two sides do not belong together. */
export const GAP = '\n';

/** Stands around the number of a quoted text, so that no rule reads inside it: a private use character. */
export const MARK = '\ue000';

/** What stands in for a quoted text; its group is the number. */
export const QUOTED = new RegExp(`${MARK}(\\d+)${MARK}`);

/** A text as the query language writes it. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
