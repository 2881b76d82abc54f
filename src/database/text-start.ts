/** As many characters of a text are in its index: an entry cannot hold every text. */
export const TEXT_START_CHARACTERS = 60;

/** What is in the index of a text. Equal texts have equal starts. */
export function textStart(text: string): string {
  // Most texts are short, and none has more characters than code units.
  if (text.length <= TEXT_START_CHARACTERS) return text;
  return Array.from(text).slice(0, TEXT_START_CHARACTERS).join('');
}
