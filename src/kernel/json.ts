/** JSON that somebody else wrote. */

/**
 * Ten times what any request of the API needs. Whoever walks a value by recursion, as the engine itself does when it
 * copies one to a thread, runs out of stack at some thousands.
 */
const MAX_NESTING = 100;

/** @throws SyntaxError for what is no JSON, RangeError for lists and objects more than a hundred deep */
export function parseJson(text: string): unknown {
  if (isNestedDeeper(text, MAX_NESTING)) throw new RangeError(`JSON of more than ${MAX_NESTING} levels`);
  return JSON.parse(text);
}

/** Looks at the text, so that nothing has to walk the value. Of what is no JSON it may say anything. */
function isNestedDeeper(text: string, levels: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString) {
      if (code === BACKSLASH) at++;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > levels) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
