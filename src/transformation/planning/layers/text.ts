/** The box of a text layer (spec 4.5). */
import type { ParameterKey } from '../../parameters/index.ts';
import { roundHalfUp } from '../../parameters/index.ts';
import type { Size, TextBox } from '../../plan.ts';
import { BLACK, plainColor, type Scope, TRANSPARENT } from '../../values/index.ts';
import { positiveValueOf, type StepValues, unsignedValueOf } from '../state.ts';

/** What makes the box, in whatever step of the layer it stands; everything else is done to the finished box. */
export const TEXT_KEYS: readonly ParameterKey[] = [
  'w',
  'h',
  'ar',
  'dpr',
  'c',
  'cm',
  'fs',
  'ff',
  'co',
  'tg',
  'ia',
  'pa',
  'lh',
  'bg',
  'al',
  't',
];

const DEFAULT_SIZE = 45;
const DEFAULT_FONT = 'Open Sans';

export function textBox(text: string, values: StepValues, scope: Scope): TextBox {
  const { w, fs, ff, co, tg, ia, lh, bg } = values;
  const pixels = (value: number) => Math.max(1, roundHalfUp(value));
  return {
    kind: 'text',
    text,
    width: w && w.value !== 'auto' ? pixels(positiveValueOf(w, w.value, scope)) : undefined,
    fontSize: fs ? pixels(positiveValueOf(fs, fs.value, scope)) : DEFAULT_SIZE,
    font: ff?.value ?? DEFAULT_FONT,
    color: plainColor(co?.value ?? BLACK),
    bold: tg?.value.includes('b') ?? false,
    italic: tg?.value.includes('i') ?? false,
    strikethrough: tg?.value.includes('strikethrough') ?? false,
    align: ia?.value ?? 'center',
    padding: paddingOf(values, scope),
    lineHeight: lh ? pixels(positiveValueOf(lh, lh.value, scope)) : undefined,
    background: bg?.value.kind === 'color' ? plainColor(bg.value.color) : TRANSPARENT,
    opacity: opacityOf(values) ?? 1,
  };
}

/** Tenths, of which only 1 to 9 count (spec 8.1, row 14). */
export function opacityOf({ al }: StepValues): number | undefined {
  return al && Number.isInteger(al.value) && al.value >= 1 && al.value <= 9 ? al.value / 10 : undefined;
}

/** About how large the text comes out: enough to see what is done to it is possible. */
export function guessedSize({ text, width, fontSize, padding: [top, right, bottom, left] }: TextBox): Size {
  const length = Math.ceil(text.length * fontSize * 0.6);
  const lines = width === undefined ? 1 : Math.ceil(length / width);
  return {
    width: Math.min(length, width ?? length) + left + right,
    height: Math.ceil(lines * fontSize * 1.4) + top + bottom,
  };
}

/** As in CSS: all sides; vertical and horizontal; top, horizontal, bottom; all four. */
function paddingOf({ pa }: StepValues, scope: Scope): readonly [number, number, number, number] {
  if (!pa) return [0, 0, 0, 0];
  if (typeof pa.value === 'number' || 'operands' in pa.value) {
    const all = roundHalfUp(unsignedValueOf(pa, pa.value, scope));
    return [all, all, all, all];
  }
  const [top = 0, right = top, bottom = top, left = right] = pa.value;
  return [top, right, bottom, left];
}
