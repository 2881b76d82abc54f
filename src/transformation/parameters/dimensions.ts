/** Width, height, ratio, density of the screen (spec 2.1). */

import type { Scalar } from '../values/index.ts';
import { either, expression, type Grammar, mapped, number, oneOf } from './grammar.ts';
import { parameter } from './parameter.ts';

/** Pixels; a number between 0 and 1 is a part of the input of the step. */
const length: Grammar<Scalar> = mapped(
  either(number({ min: 0 }), expression),
  'pixels of at least 1, a part of the image between 0 and 1, or an expression such as iw_div_2',
  (value) => (value === 0 ? undefined : value),
  (value) => value,
);

/** A quotient written as two numbers, or one number, or an expression. */
const ratio: Grammar<Scalar | { readonly width: number; readonly height: number }> = {
  allowed: 'a ratio such as 4-3 or 4_3, a number, or an expression such as iar_div_2',
  read: (text) => {
    const [width, height, ...rest] = text.split(/[-_:]/, 3).map((part) => number().read(part));
    if (width && height && rest.length === 0) return { width, height };
    const single = number().read(text);
    return single === undefined ? expression.read(text) : single || undefined;
  },
  write: (value) => {
    if (typeof value === 'number') return number().write(value);
    return 'operands' in value ? expression.write(value) : `${value.width}-${value.height}`;
  },
};

export const dimensions = {
  w: parameter({
    sdk: ['width'],
    family: 'dimensions',
    places: ['image', 'layer', 'video'],
    summary:
      'Width of the output. A number between 0 and 1 is a part of the width before the step; auto takes the width the browser sends as a client hint. More than 65535 is ignored.',
    grammar: either(oneOf('auto'), length),
    byDefault: 'follows the height, else the width of the image',
    examples: ['w-300', 'w-0.4', 'w-auto', 'w-iw_div_2'],
    rendered: 'yes',
  }),
  h: parameter({
    sdk: ['height'],
    family: 'dimensions',
    places: ['image', 'layer', 'video'],
    summary:
      'Height of the output. A number between 0 and 1 is a part of the height before the step. More than 65535 is ignored.',
    grammar: length,
    byDefault: 'follows the width, else the height of the image',
    examples: ['h-200', 'h-0.5', 'h-ih_div_2'],
    rendered: 'yes',
  }),
  ar: parameter({
    sdk: ['aspectRatio'],
    family: 'dimensions',
    places: ['image', 'layer', 'video'],
    summary:
      'Ratio of width to height. With exactly one of w and h it gives the other; with both or neither it is ignored.',
    grammar: ratio,
    byDefault: 'the ratio of the image',
    examples: ['ar-4-3', 'ar-16_9', 'ar-1.5', 'ar-iar_div_2'],
    rendered: 'yes',
  }),
  dpr: parameter({
    sdk: ['dpr'],
    family: 'dimensions',
    places: ['image', 'layer'],
    summary:
      'Multiplies w and h for dense screens; auto takes the density the browser sends as a client hint. Without effect where a side would come to less than 1 or more than 5000 pixels.',
    grammar: either(oneOf('auto'), either(number({ min: 0.1, max: 5 }), expression)),
    byDefault: '1',
    examples: ['dpr-2', 'dpr-0.5', 'dpr-auto'],
    rendered: 'yes',
  }),
};
