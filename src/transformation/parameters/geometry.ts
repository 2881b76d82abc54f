/** Shape: corners, border, rotation, mirroring, trimming, opacity (spec 2.6). */
import type { Scalar, WrittenColor } from '../values/index.ts';
import { boolean, color, either, type Grammar, integer, list, number, oneOf, scalar } from './grammar.ts';
import { parameter } from './parameter.ts';

type Corner = number | 'max';
export type Radius = Corner | readonly [Corner, Corner, Corner, Corner];

const corner: Grammar<Corner> = either(oneOf('max'), integer());
const fourCorners = list(corner, { min: 4, max: 4 });

export const radius: Grammar<Radius> = {
  allowed: 'pixels, max, or four of them joined by _ (top-left, top-right, bottom-right, bottom-left)',
  read: (text) => {
    const [topLeft, topRight, bottomRight, bottomLeft] = fourCorners.read(text) ?? [];
    if (
      topLeft === undefined ||
      topRight === undefined ||
      bottomRight === undefined ||
      bottomLeft === undefined
    )
      return corner.read(text);
    return [topLeft, topRight, bottomRight, bottomLeft];
  },
  write: (value) => (typeof value === 'object' ? fourCorners.write(value) : corner.write(value)),
};

export type Border = { readonly width: Scalar; readonly color: WrittenColor };

/** Width and colour: the colour is what follows the last separator, the rest is the width. */
export const border: Grammar<Border> = {
  allowed: '<width>_<colour>; the width is pixels or an expression',
  read: (text) => {
    const [, width, paint] = /^(.+)[_-]([^_-]+)$/.exec(text) ?? [];
    if (width === undefined || paint === undefined) return undefined;
    const value = { width: borderWidth.read(width), color: color.read(paint) };
    return value.width === undefined || value.color === undefined
      ? undefined
      : { width: value.width, color: value.color };
  },
  write: (value) => `${borderWidth.write(value.width)}_${color.write(value.color)}`,
};

const borderWidth = scalar();

const flip: Grammar<'h' | 'v' | 'h_v'> = {
  allowed: 'h, v, h_v, v_h',
  read: (text) => (text === 'v_h' ? 'h_v' : oneOf('h', 'v', 'h_v').read(text)),
  write: (value) => value,
};

const tolerance = integer({ max: 99 });

const trim: Grammar<boolean | number> = {
  allowed: 'true, false, or a whole number from 1 to 99',
  read: (text) => {
    const value = boolean.read(text) ?? tolerance.read(text);
    return value === 0 ? false : value;
  },
  write: (value) => (typeof value === 'number' ? tolerance.write(value) : boolean.write(value)),
};

export const geometry = {
  r: parameter({
    sdk: ['radius'],
    family: 'geometry',
    places: ['image', 'layer', 'video'],
    summary: 'Rounds the corners of the finished step; max makes a circle or an ellipse.',
    grammar: radius,
    byDefault: 'square corners',
    examples: ['r-20', 'r-max', 'r-10_max_20_30'],
    rendered: 'yes',
    absent: 0,
  }),
  b: parameter({
    sdk: ['border'],
    family: 'geometry',
    places: ['image', 'layer', 'video'],
    summary: 'A border of one colour around the image, which grows by twice its width on each axis.',
    grammar: border,
    byDefault: 'no border',
    examples: ['b-20_FF0000', 'b-5-A94D34', 'b-cw_mul_0.05_yellow'],
    rendered: 'yes',
  }),
  rt: parameter({
    sdk: ['rotation', 'rotate'],
    family: 'geometry',
    places: ['image', 'layer', 'video'],
    summary:
      'Rotates clockwise by degrees, counter-clockwise with N; auto applies the orientation of the camera, which happens anyway.',
    grammar: either(oneOf('auto'), number({ min: -360_000, max: 360_000 })),
    byDefault: 'auto',
    examples: ['rt-90', 'rt-N40', 'rt--45', 'rt-auto'],
    rendered: 'yes',
    absent: 'auto',
  }),
  fl: parameter({
    sdk: ['flip'],
    family: 'geometry',
    places: ['image', 'layer'],
    summary: 'Mirrors: h left to right, v top to bottom.',
    grammar: flip,
    byDefault: 'not mirrored',
    examples: ['fl-h', 'fl-v', 'fl-h_v'],
    rendered: 'yes',
  }),
  t: parameter({
    sdk: ['trim'],
    family: 'geometry',
    places: ['image', 'layer'],
    summary:
      'Cuts off borders of the colour of the top-left pixel; the number says how different a pixel may be, in per cent.',
    grammar: trim,
    byDefault: 'false for the image, true for image layers',
    examples: ['t-true', 't-5', 't-false'],
    rendered: 'yes',
    bare: true,
  }),
  o: parameter({
    sdk: ['opacity'],
    family: 'geometry',
    places: ['image', 'layer'],
    summary: 'Opacity in per cent. With bg the image is blended over that colour.',
    grammar: number({ max: 100 }),
    byDefault: '100',
    examples: ['o-50'],
    rendered: 'yes',
    absent: 100,
  }),
};
