/** `Content-Disposition` of a download (delivery.md, section 14; RFC 6266). */

const MAX_NAME = 255;

/**
 * @param name without an extension: what the URL asks for, or the file's own
 * @param extension of the bytes that are delivered, without a dot; empty for none
 */
export function attachment(name: string, extension: string): string {
  const ending = extension === '' ? '' : `.${extension}`;
  const base = clean(name).slice(0, MAX_NAME - ending.length) || 'download';
  const full = (base + ending).toWellFormed();
  const ascii = full.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeRfc8187(full)}`;
}

/**
 * No separators of any system's paths and no control characters: the name goes to a stranger's disk. Those that turn
 * the direction of writing make one type of file look like another.
 */
function clean(name: string): string {
  return name.replace(/[\p{Cc}\p{Bidi_Control}/\\]/gu, '').replace(/^\.+/, '');
}

function encodeRfc8187(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
