/** How the result is encoded (spec 2.8 and 6). Taken from the last step that sets each. */
import { boolean, either, type Grammar, integer, mapped, oneOf } from './grammar.ts';
import { parameter } from './parameter.ts';

const formats = oneOf('auto', 'jpg', 'jpeg', 'png', 'webp', 'avif', 'gif', 'svg', 'orig', 'mp4', 'webm');

export type AskedFormat = Exclude<NonNullable<ReturnType<typeof formats.read>>, 'jpeg'>;

const format: Grammar<AskedFormat> = mapped(
  formats,
  formats.allowed,
  (name) => (name === 'jpeg' ? 'jpg' : name),
  (name) => name,
);

const quality: Grammar<'auto' | number> = either(
  oneOf('auto'),
  mapped(
    integer({ max: 100 }),
    'a whole number from 0 to 100',
    (value) => Math.max(1, value), // the sliders of the official editor start at 0
    (value) => value,
  ),
);

const common = { family: 'output', places: ['image'], grammar: boolean, rendered: 'yes' } as const;

export const output = {
  f: parameter({
    ...common,
    places: ['image', 'video'],
    sdk: ['format'],
    summary:
      'Format of the output; auto takes the best one the browser accepts, orig keeps that of the file. gif only from GIF, svg only from SVG, mp4 and webm only for videos.',
    grammar: format,
    byDefault: 'auto, unless the settings say original',
    examples: ['f-auto', 'f-webp', 'f-jpg', 'f-png', 'f-avif', 'f-orig'],
  }),
  q: parameter({
    ...common,
    places: ['image', 'video'],
    sdk: ['quality'],
    summary: 'Quality from 1 to 100; 0 counts as 1, auto is the setting.',
    grammar: quality,
    byDefault: 'the setting, 80',
    examples: ['q-60', 'q-auto'],
  }),
  lo: parameter({
    ...common,
    sdk: ['lossless'],
    summary: 'Lossless WebP, AVIF and PNG. JPEG has no such thing.',
    byDefault: 'false',
    examples: ['lo-true'],
  }),
  pr: parameter({
    ...common,
    sdk: ['progressive'],
    summary: 'Progressive JPEG.',
    byDefault: 'false',
    examples: ['pr-true'],
  }),
  md: parameter({
    ...common,
    sdk: ['metadata'],
    summary: 'Keeps EXIF, XMP and the colour profile.',
    byDefault: 'the setting, false',
    examples: ['md-true', 'md-false'],
  }),
  cp: parameter({
    ...common,
    sdk: ['colorProfile'],
    summary: 'Keeps the colour profile.',
    byDefault: 'the setting, false',
    examples: ['cp-true', 'cp-false'],
  }),
  orig: parameter({
    ...common,
    places: ['image', 'video'],
    sdk: ['original'],
    summary: 'The stored bytes; every other parameter is ignored.',
    byDefault: 'false',
    examples: ['orig-true', 'orig'],
    bare: true,
    absent: false,
  }),
};
