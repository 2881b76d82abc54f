/** Text layers, blocks and subtitles (spec 4.4, 4.5; video spec for subtitles). */
import type { Scalar, WrittenColor } from '../values/index.ts';
import { border } from './geometry.ts';
import { color, expression, type Grammar, integer, list, number, oneOf, scalar } from './grammar.ts';
import { parameter } from './parameter.ts';
import { filePath } from './source.ts';

const STYLES = ['b', 'i', 'strikethrough'] as const;
const styles = list(oneOf(...STYLES), { max: 3 });

const typography: Grammar<readonly (typeof STYLES)[number][]> = {
  allowed: `${STYLES.join(', ')}, or several of them joined by _`,
  read: (text) => {
    const given = styles.read(text);
    return given && STYLES.filter((style) => given.includes(style));
  },
  write: styles.write,
};

const sides = list(integer({ max: 65_535 }), { max: 4 });

/** One to four sides as in CSS, or an expression for all of them. */
const padding: Grammar<readonly number[] | Scalar> = {
  allowed: '1 to 4 whole numbers joined by _ (top, right, bottom, left), or an expression',
  read: (text) => sides.read(text) ?? expression.read(text),
  write: (value) => {
    if (typeof value === 'number') return String(value);
    return 'operands' in value ? expression.write(value) : sides.write(value);
  },
};

const shadow: Grammar<{ readonly color: WrittenColor; readonly indent: number }> = {
  allowed: '<colour>_<pixels>',
  read: (text) => {
    const [paint = '', size = '', ...rest] = text.split('_', 3);
    const value = { color: color.read(paint), indent: number({ max: 1000 }).read(size) };
    if (value.color === undefined || value.indent === undefined || rest.length > 0) return undefined;
    return { color: value.color, indent: value.indent };
  },
  write: (value) => `${color.write(value.color)}_${value.indent}`,
};

const common = { family: 'text', places: ['layer'], rendered: 'no' } as const;

export const text = {
  fs: parameter({
    ...common,
    sdk: ['fontSize'],
    summary: 'Size of the letters in pixels.',
    grammar: scalar({ min: 1, max: 16_383 }),
    byDefault: '45',
    examples: ['fs-32', 'fs-bh_div_20'],
  }),
  ff: parameter({
    ...common,
    sdk: ['fontFamily'],
    summary: 'A built-in font, or the path of a font file of the library, with @@ for slashes.',
    grammar: filePath,
    byDefault: 'Open Sans',
    examples: ['ff-AbrilFatFace', 'ff-fonts@@Poppins-Regular.ttf'],
    emptyIsAbsent: true,
  }),
  co: parameter({
    ...common,
    sdk: ['fontColor'],
    summary: 'Colour of the letters.',
    grammar: color,
    byDefault: 'black',
    examples: ['co-red', 'co-FFFFFF50'],
  }),
  tg: parameter({
    ...common,
    sdk: ['typography'],
    summary: 'Bold, italic, struck through.',
    grammar: typography,
    byDefault: 'regular',
    examples: ['tg-b', 'tg-b_i'],
  }),
  ia: parameter({
    ...common,
    sdk: ['innerAlignment'],
    summary: 'Alignment of the lines within the box.',
    grammar: oneOf('left', 'right', 'center'),
    byDefault: 'center',
    examples: ['ia-left'],
  }),
  pa: parameter({
    ...common,
    sdk: ['padding'],
    summary: 'Room around the text, in the order of CSS.',
    grammar: padding,
    byDefault: '0',
    examples: ['pa-25_50_75_100', 'pa-10', 'pa-bw_div_20'],
  }),
  lh: parameter({
    ...common,
    sdk: ['lineHeight'],
    summary: 'Height of a line in pixels, when there are several.',
    grammar: scalar({ max: 16_383 }),
    byDefault: 'that of the font',
    examples: ['lh-40'],
  }),
  al: parameter({
    ...common,
    sdk: ['alpha'],
    summary: 'Opacity in tenths, 1 to 9; anything else is ignored.',
    grammar: number({ min: -100, max: 100 }),
    byDefault: 'opaque',
    examples: ['al-5'],
  }),
  fol: parameter({
    ...common,
    sdk: ['fontOutline'],
    summary: 'Outline of the letters of subtitles.',
    grammar: border,
    byDefault: 'none',
    examples: ['fol-2_black'],
  }),
  fsh: parameter({
    ...common,
    sdk: ['fontShadow'],
    summary: 'Shadow of the letters of subtitles.',
    grammar: shadow,
    byDefault: 'none',
    examples: ['fsh-black_3'],
  }),
};
