/** Longer words are cut, so that any text makes words that an index can take. UTF-16 code units. */
const MAX_WORD_LENGTH = 100;
/** What comes after so many words is not found: one text may not fill the index. */
const MAX_WORDS = 2_000;

/**
 * The words of a text as full-text search compares them (rest-api.md 3.6): split at everything that is neither letter,
 * mark nor number, without regard to case and diacritics. In their order, with repetitions.
 */
export function words(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    // Accents only: the marks of other scripts are parts of their letters.
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ς', 'σ')
    .normalize('NFC');
  return (plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS).map(cut);
}

/** Never in the middle of a surrogate pair. */
function cut(word: string): string {
  return word.length <= MAX_WORD_LENGTH
    ? word
    : word.slice(0, MAX_WORD_LENGTH).replace(/[\ud800-\udbff]$/, '');
}
