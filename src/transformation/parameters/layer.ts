/** What concerns a layer as a whole: its input, where it goes, how it is blended, when it shows (spec 4.2, 4.6). */

import type { Expression } from '../values/index.ts';
import { decodeBase64, encodeBase64 } from '../values/index.ts';
import { position } from './crop.ts';
import { anyText, expression, type Grammar, mapped, number, oneOf, roundHalfUp, scalar } from './grammar.ts';
import { parameter } from './parameter.ts';

/** A distance from the near edge, or with `N` from the far one: `N0` is flush with it. */
export type Offset = Expression | { readonly from: 'start' | 'end'; readonly distance: number };

const distance = number();

const offset: Grammar<Offset> = {
  allowed: 'pixels, pixels from the far edge such as N35, or an expression',
  read: (text) => {
    const fromEnd = /^[N-]/.test(text);
    const value = distance.read(fromEnd ? text.slice(1) : text);
    if (value === undefined) return expression.read(text);
    return { from: fromEnd ? 'end' : 'start', distance: roundHalfUp(value) };
  },
  write: (value) => {
    if ('operands' in value) return expression.write(value);
    return `${value.from === 'end' ? 'N' : ''}${value.distance}`;
  },
};

const base64: Grammar<string> = {
  allowed: 'base64 of UTF-8 text',
  read: decodeBase64,
  write: encodeBase64,
};

const modes = oneOf('multiply', 'cutout', 'cutter', 'displace', 'displacement');

const mode: Grammar<'multiply' | 'cutout' | 'cutter' | 'displace'> = mapped(
  modes,
  modes.allowed,
  (name) => (name === 'displacement' ? 'displace' : name),
  (name) => name,
);

const common = { family: 'layer', places: ['layer'], rendered: 'no' } as const;
const offsetRow = { ...common, grammar: offset, byDefault: 'placed by lfo' } as const;
const seconds = { ...common, grammar: scalar({ max: 1_000_000 }) } as const;

export const layer = {
  i: parameter({
    ...common,
    sdk: ['input', 'text'],
    summary: 'The file (with @@ for slashes) or the text of the layer; ik_canvas is a block of colour.',
    grammar: anyText,
    byDefault: 'required, unless ie is given',
    examples: ['i-logo.png', 'i-folder@@logo.png', 'i-Minimal%20Text', 'i-ik_canvas'],
  }),
  ie: parameter({
    ...common,
    sdk: ['input', 'text'],
    summary: 'The same as i, as base64. Wins over i.',
    grammar: base64,
    byDefault: 'required, unless i is given',
    examples: ['ie-bG9nby5wbmc%3D'],
  }),
  lm: parameter({
    ...common,
    sdk: ['layerMode'],
    summary:
      'How the layer meets what is below: darkens it (multiply), cuts its shape out of it (cutout), cuts to its shape (cutter), shifts its pixels (displace).',
    grammar: mode,
    byDefault: 'over it',
    examples: ['lm-multiply', 'lm-cutout', 'lm-cutter', 'lm-displace'],
  }),
  lx: parameter({
    ...offsetRow,
    sdk: ['position.x'],
    summary: 'Where the left edge of the layer goes, from the left; N counts from the right.',
    examples: ['lx-35', 'lx-N35', 'lx-bw_sub_cw'],
  }),
  ly: parameter({
    ...offsetRow,
    sdk: ['position.y'],
    summary: 'Where the top edge of the layer goes, from the top; N counts from the bottom.',
    examples: ['ly-30', 'ly-N0', 'ly-bh_div_8'],
  }),
  lxc: parameter({
    ...offsetRow,
    sdk: ['position.xCenter'],
    summary: 'Where the centre of the layer goes, horizontally.',
    examples: ['lxc-500', 'lxc-bw_div_2'],
  }),
  lyc: parameter({
    ...offsetRow,
    sdk: ['position.yCenter'],
    summary: 'Where the centre of the layer goes, vertically.',
    examples: ['lyc-350', 'lyc-bh_div_2'],
  }),
  lap: parameter({
    ...common,
    sdk: ['position.anchorPoint'],
    summary: 'The point of the base from which lx, ly, lxc and lyc count.',
    grammar: position,
    byDefault: 'top_left',
    examples: ['lap-center', 'lap-bottom_right'],
  }),
  lfo: parameter({
    ...common,
    sdk: ['position.focus'],
    summary: 'Place of the layer; ignored when lx, ly, lxc or lyc is given.',
    grammar: position,
    byDefault: 'center',
    examples: ['lfo-top_left', 'lfo-bottom'],
  }),
  lso: parameter({
    ...seconds,
    sdk: ['timing.start'],
    summary: 'Second from which the layer shows (videos).',
    byDefault: '0',
    examples: ['lso-2', 'lso-bdu_div_2'],
  }),
  leo: parameter({
    ...seconds,
    sdk: ['timing.end'],
    summary: 'Second until which the layer shows (videos).',
    byDefault: 'the end',
    examples: ['leo-5.5'],
  }),
  ldu: parameter({
    ...seconds,
    sdk: ['timing.duration'],
    summary: 'For how many seconds the layer shows (videos).',
    byDefault: 'until the end',
    examples: ['ldu-3'],
  }),
};
