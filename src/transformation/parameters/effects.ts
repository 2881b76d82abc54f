/** Effects on colour and sharpness, shadows, gradients, distortion (spec 2.6 and 3). */
import type { Scalar, WrittenColor } from '../values/index.ts';
import { color, type Grammar, integer, list, number, record, scalar } from './grammar.ts';
import { parameter } from './parameter.ts';
import { type Corners, isConvex } from './perspective.ts';

/** A bare effect: it is on, or switched off by `-false`, as untyped callers write it. */
export const bareSwitch: Grammar<boolean> = {
  allowed: 'nothing, true, false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  write: String,
};

/** Arguments, or the bare effect with its defaults (true), or off (false). */
export function switchable<T>(grammar: Grammar<T>): Grammar<T | boolean> {
  return {
    allowed: `nothing, ${grammar.allowed}, or false`,
    read: (text) => bareSwitch.read(text) ?? grammar.read(text),
    write: (value) => (typeof value === 'boolean' ? String(value) : grammar.write(value)),
  };
}

export type UnsharpMaskArguments = {
  readonly radius: number;
  readonly sigma: number;
  readonly amount: number;
  readonly threshold: number;
};

const unsigned = number({ max: 1000 });

const unsharpMask: Grammar<UnsharpMaskArguments> = {
  allowed:
    '<radius>-<sigma>-<amount>-<threshold>, four numbers up to 1000; sigma and amount above 0, a radius of 0 follows sigma',
  read: (text) => {
    const values = text.split('-', 5).map((part) => unsigned.read(part));
    const [radius, sigma, amount, threshold] = values;
    if (values.length !== 4 || radius === undefined || !sigma || !amount || threshold === undefined)
      return undefined;
    return { radius, sigma, amount, threshold };
  },
  write: ({ radius, sigma, amount, threshold }) => [radius, sigma, amount, threshold].join('-'),
};

const DIRECTIONS: Readonly<Record<string, number>> = {
  top: 0,
  top_right: 45,
  right: 90,
  bottom_right: 135,
  bottom: 180,
  bottom_left: 225,
  left: 270,
  top_left: 315,
};

/** Degrees clockwise from up; the eight names too, with or without their underscore. */
const direction: Grammar<number> = {
  allowed: `degrees from 0 to 359, or ${Object.keys(DIRECTIONS).join(', ')}`,
  read: (text) => {
    const name = text.replace(/^(top|bottom)(left|right)$/, '$1_$2');
    return Object.hasOwn(DIRECTIONS, name) ? DIRECTIONS[name] : number({ max: 359 }).read(text);
  },
  write: String,
};

export type GradientArguments = {
  readonly ld: number;
  readonly from: WrittenColor;
  readonly to: WrittenColor;
  readonly sp: Scalar;
};
export type ShadowArguments = Readonly<Record<'bl' | 'st' | 'x' | 'y', number>>;
export type ColorizeArguments = { readonly co: WrittenColor; readonly in: number };
export type DistortArguments =
  | { readonly kind: 'perspective'; readonly corners: Corners }
  | { readonly kind: 'arc'; readonly degrees: number };

const coordinates = list(integer({ min: -100_000, max: 100_000 }), { min: 8, max: 8 });
const degrees = integer({ min: -360, max: 360 });

const distort: Grammar<DistortArguments> = {
  allowed:
    'p- and the eight coordinates of the corners, clockwise from the top-left and convex, or a- and degrees from -360 to 360, not 0',
  read: (text) => {
    if (text.startsWith('p-')) {
      const corners = coordinates.read(text.slice(2));
      return corners !== undefined && isConvex(corners) ? { kind: 'perspective', corners } : undefined;
    }
    const arc = text.startsWith('a-') ? degrees.read(text.slice(2)) : undefined;
    return arc ? { kind: 'arc', degrees: arc } : undefined;
  },
  write: (value) =>
    value.kind === 'arc' ? `a-${degrees.write(value.degrees)}` : `p-${coordinates.write(value.corners)}`,
};

export type ReplaceColorArguments = {
  readonly to: WrittenColor;
  readonly tolerance: number;
  readonly from: WrittenColor | undefined;
};

const percent = number({ max: 100 });
const DEFAULT_TOLERANCE = 35;

const replaceColor: Grammar<ReplaceColorArguments> = {
  allowed: '<to>, <to>_<tolerance> or <to>_<tolerance>_<from>: colours, and a tolerance from 0 to 100',
  read: (text) => {
    const [first = '', second, third, ...rest] = text.split('_', 4);
    const to = color.read(first);
    const tolerance = second === undefined ? DEFAULT_TOLERANCE : percent.read(second);
    const from = third === undefined ? undefined : color.read(third);
    if (to === undefined || tolerance === undefined || rest.length > 0) return undefined;
    return third !== undefined && from === undefined ? undefined : { to, tolerance, from };
  },
  write: ({ to, tolerance, from }) =>
    [color.write(to), percent.write(tolerance), ...(from ? [color.write(from)] : [])].join('_'),
};

const common = { family: 'effects', places: ['image', 'layer'], rendered: 'no' } as const;

export const effects = {
  cr: parameter({
    ...common,
    sdk: ['colorReplace'],
    summary:
      'Gives pixels near one colour (the dominant one, if none is named) the hue of another, keeping light and shade.',
    grammar: replaceColor,
    byDefault: 'no colour is replaced',
    examples: ['cr-FF0000_50_00FF00', 'cr-red', 'cr-red_20'],
  }),
  'e-colorize': parameter({
    ...common,
    sdk: ['colorize'],
    summary: 'Tints the image with a colour (co, gray), by an intensity (in, 100).',
    grammar: switchable(record<ColorizeArguments>({ co: color, in: percent })),
    byDefault: 'no tint',
    examples: ['e-colorize', 'e-colorize-co-FF0000_in-15'],
    bare: true,
    absent: false,
  }),
  'e-contrast': parameter({
    ...common,
    rendered: 'yes',
    sdk: ['contrastStretch', 'effectContrast'],
    summary: 'Stretches the tones to the full range.',
    grammar: bareSwitch,
    byDefault: 'off',
    examples: ['e-contrast'],
    bare: true,
    absent: false,
  }),
  'e-grayscale': parameter({
    ...common,
    rendered: 'yes',
    sdk: ['grayscale', 'effectGray'],
    summary: 'Turns the image into shades of gray; transparency stays.',
    grammar: bareSwitch,
    byDefault: 'off',
    examples: ['e-grayscale'],
    bare: true,
    absent: false,
  }),
  bl: parameter({
    ...common,
    rendered: 'yes',
    places: ['image', 'layer', 'video'],
    sdk: ['blur'],
    summary: 'Gaussian blur; the larger, the blurrier.',
    grammar: scalar({ max: 100 }),
    byDefault: '0',
    examples: ['bl-10', 'bl-cw_div_100'],
    absent: 0,
  }),
  'e-sharpen': parameter({
    ...common,
    rendered: 'yes',
    sdk: ['sharpen', 'effectSharpen'],
    summary: 'Sharpens; without a number by 50, above 100 no further.',
    grammar: switchable(number()),
    byDefault: 'off',
    examples: ['e-sharpen', 'e-sharpen-90'],
    bare: true,
    absent: false,
  }),
  'e-usm': parameter({
    ...common,
    rendered: 'yes',
    sdk: ['unsharpMask', 'effectUSM'],
    summary: 'Unsharp mask: radius, sigma, amount, threshold (a part of the full range).',
    grammar: switchable(unsharpMask),
    byDefault: 'off; without numbers 2-2-0.8-0.024',
    examples: ['e-usm', 'e-usm-2-2-0.8-0.024'],
    bare: true,
    absent: false,
  }),
  'e-gradient': parameter({
    ...common,
    sdk: ['gradient', 'effectGradient'],
    summary:
      'A linear gradient over the whole image: direction (ld), colours (from, to), where the second is reached (sp, a part of the length, or pixels above 1).',
    grammar: switchable(
      record<GradientArguments>({ ld: direction, from: color, to: color, sp: scalar({ max: 65_535 }) }),
    ),
    byDefault: 'off; without arguments from white at the top to transparent',
    examples: ['e-gradient', 'e-gradient-ld-top_from-green_to-00FF0010_sp-1', 'e-gradient-sp-bh_mul_0.75'],
    bare: true,
    absent: false,
  }),
  'e-distort': parameter({
    ...common,
    sdk: ['distort'],
    summary: 'Perspective (where the four corners land) or an arc (bent upward by positive degrees).',
    grammar: distort,
    byDefault: 'off',
    examples: ['e-distort-p-50_50_150_50_150_150_50_150', 'e-distort-a-45'],
  }),
  'e-shadow': parameter({
    ...common,
    sdk: ['shadow', 'effectShadow'],
    summary:
      'A shadow of what is not transparent: blur (bl), strength (st), offset in per cent of width and height (x, y).',
    grammar: switchable(
      record<ShadowArguments>({
        bl: number({ max: 15 }),
        st: percent,
        x: number({ min: -100, max: 100 }),
        y: number({ min: -100, max: 100 }),
      }),
    ),
    byDefault: 'off; without arguments bl-10_st-30_x-2_y-2',
    examples: ['e-shadow', 'e-shadow-bl-15_st-40_x-10_y-N5'],
    bare: true,
    absent: false,
  }),
};
