/**
 * Whether a text can be the id of an origin, a URL endpoint, a webhook, a named transformation or a saved extension
 * (rest-api.md 1.9): what cannot is not looked for, since no database keeps every text.
 */
export function isShortId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}
