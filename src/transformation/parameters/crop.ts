/** How an image is fitted into w and h, and which part of it is kept (spec 2.2-2.4). */

import { either, expression, type Grammar, integer, list, number, oneOf } from './grammar.ts';
import { OBJECT_NAMES } from './object-names.ts';
import { parameter } from './parameter.ts';

/** One table of modes for both keys: URLs in the wild write either. */
const mode = oneOf(
  'maintain_ratio',
  'force',
  'at_max',
  'at_max_enlarge',
  'at_least',
  'maintain_ratio_no_enlarge',
  'extract',
  'pad_extract',
  'pad_resize',
  'pad_resize_no_enlarge',
  'pad_extract_no_shrink',
);

/** The nine places of an image. */
export const position = oneOf(
  'center',
  'top',
  'left',
  'bottom',
  'right',
  'top_left',
  'top_right',
  'bottom_left',
  'bottom_right',
);

export type CropMode = NonNullable<ReturnType<typeof mode.read>>;
export type Position = NonNullable<ReturnType<typeof position.read>>;

const objects: Grammar<readonly string[]> = list(oneOf(...OBJECT_NAMES), { max: 16 });

const focus: Grammar<
  Position | 'auto' | 'face' | 'custom' | 'auto-custom_override' | { readonly objects: readonly string[] }
> = {
  allowed: `${position.allowed}, auto, face, custom, auto-custom_override, or names of objects such as car or dog_cat`,
  read: (text) => {
    const word = focusWords.read(text);
    if (word !== undefined) return word;
    const names = objects.read(text);
    return names && { objects: [...new Set(names)].sort() };
  },
  write: (value) => (typeof value === 'string' ? value : objects.write(value.objects)),
};

const focusWords = either(position, oneOf('auto', 'face', 'custom', 'auto-custom_override'));

export const crop = {
  c: parameter({
    sdk: ['crop'],
    family: 'crop',
    places: ['image', 'layer', 'video'],
    summary: 'How the image is fitted when both sides are known. Any mode of cm may be written here too.',
    grammar: mode,
    byDefault: 'maintain_ratio',
    examples: ['c-force', 'c-at_max', 'c-at_max_enlarge', 'c-at_least', 'c-maintain_ratio'],
    rendered: 'yes',
  }),
  cm: parameter({
    sdk: ['cropMode'],
    family: 'crop',
    places: ['image', 'layer', 'video'],
    summary: 'Cutting without scaling, and padding. Any mode of c may be written here too; cm wins over c.',
    grammar: mode,
    byDefault: 'the mode of c',
    examples: ['cm-extract', 'cm-pad_resize', 'cm-pad_extract', 'cm-pad_resize_no_enlarge'],
    rendered: 'yes',
  }),
  x: parameter({
    sdk: ['x'],
    family: 'crop',
    places: ['image', 'layer'],
    summary: 'Left edge of the window that cm-extract cuts.',
    grammar: either(integer(), expression),
    byDefault: '0 when y is given, else placed by fo',
    examples: ['x-100', 'x-iw_mul_0.2'],
    rendered: 'yes',
  }),
  y: parameter({
    sdk: ['y'],
    family: 'crop',
    places: ['image', 'layer'],
    summary: 'Top edge of the window that cm-extract cuts.',
    grammar: either(integer(), expression),
    byDefault: '0 when x is given, else placed by fo',
    examples: ['y-300', 'y-ih_mul_0.2'],
    rendered: 'yes',
  }),
  xc: parameter({
    sdk: ['xCenter'],
    family: 'crop',
    places: ['image', 'layer'],
    summary:
      'Horizontal centre of the window that cm-extract cuts; the window must lie inside the image. Wins over x.',
    grammar: either(integer(), expression),
    byDefault: 'the centre of the image when yc is given',
    examples: ['xc-300', 'xc-iw_div_2'],
    rendered: 'yes',
  }),
  yc: parameter({
    sdk: ['yCenter'],
    family: 'crop',
    places: ['image', 'layer'],
    summary:
      'Vertical centre of the window that cm-extract cuts; the window must lie inside the image. Wins over y.',
    grammar: either(integer(), expression),
    byDefault: 'the centre of the image when xc is given',
    examples: ['yc-500', 'yc-ih_div_2'],
    rendered: 'yes',
  }),
  fo: parameter({
    sdk: ['focus'],
    family: 'crop',
    places: ['image', 'layer'],
    summary:
      'Which part of the image a crop keeps, or where padding leaves it: a place, the area stored with the file (custom), what stands out (auto), faces, or objects.',
    grammar: focus,
    byDefault: 'center',
    examples: ['fo-left', 'fo-bottom_right', 'fo-custom', 'fo-auto', 'fo-face', 'fo-car'],
    rendered: 'partly',
  }),
  z: parameter({
    sdk: ['zoom'],
    family: 'crop',
    places: ['image', 'layer'],
    summary: 'How closely a face or an object is framed: 2 shows half as much, 0.5 twice as much.',
    grammar: number({ min: 0.01, max: 100 }),
    byDefault: '1',
    examples: ['z-2', 'z-0.5'],
    rendered: 'no',
  }),
};
