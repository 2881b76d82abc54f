/** Run-length coded bitmaps (Microsoft, "Bitmap Compression"): pairs of a count and a colour, from the bottom row up. */
import type { Dib } from '../../formats/index.ts';

/** What follows a count of zero; any larger number is that of single pixels to come. */
const END_OF_ROW = 0;
const END_OF_BITMAP = 1;
const JUMP = 2;

/**
 * @returns a palette index for each pixel, bottom row first; what the code jumps over is 0. Undefined when the code ends
 *   too early.
 */
export function runLengthIndexes(code: Buffer, { width, coding }: Dib, height: number): Buffer | undefined {
  const isRle4 = coding === 'rle4';
  const indexes = Buffer.alloc(width * height);
  let [x, y] = [0, 0];
  const put = (index: number) => {
    // What a faulty run has too many would belong to no pixel of its row.
    if (x < width && y < height) indexes[y * width + x] = index;
    x += 1;
  };
  for (let at = 0; at + 1 < code.length && y < height; ) {
    const [count, value] = [code[at] as number, code[at + 1] as number];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i += 1) put(isRle4 ? nibble(value, i) : value);
    } else if (value === END_OF_ROW) {
      x = 0;
      y += 1;
    } else if (value === END_OF_BITMAP) {
      return indexes;
    } else if (value === JUMP) {
      x += code[at] ?? 0;
      y += code[at + 1] ?? 0;
      at += 2;
    } else {
      const bytes = isRle4 ? Math.ceil(value / 2) : value;
      if (at + bytes > code.length) return undefined;
      for (let i = 0; i < value; i += 1) {
        put(isRle4 ? nibble(code[at + (i >> 1)] as number, i) : (code[at + i] as number));
      }
      at += bytes + (bytes & 1);
    }
  }
  // Some writers leave the last mark out.
  return y >= height || (y === height - 1 && x >= width) ? indexes : undefined;
}

/** The upper four bits first. */
function nibble(byte: number, position: number): number {
  return position % 2 === 0 ? byte >> 4 : byte & 15;
}
