/** What needs a model or a provider (spec 7). */
import { bareSwitch, switchable } from './effects.ts';
import { number, record } from './grammar.ts';
import { parameter } from './parameter.ts';
import { prompt } from './prompt.ts';

export type DropShadowArguments = Readonly<Record<'az' | 'el' | 'st', number>>;

const common = { family: 'ai', places: ['image', 'layer'], rendered: 'no' } as const;
const switched = { ...common, grammar: bareSwitch, byDefault: 'off', bare: true, absent: false } as const;

export const ai = {
  'e-bgremove': parameter({
    ...switched,
    sdk: ['aiRemoveBackground'],
    summary: 'Makes the background transparent.',
    examples: ['e-bgremove'],
  }),
  'e-removedotbg': parameter({
    ...switched,
    sdk: ['aiRemoveBackgroundExternal'],
    summary: 'Makes the background transparent, by an external provider.',
    examples: ['e-removedotbg'],
  }),
  'e-retouch': parameter({
    ...switched,
    sdk: ['aiRetouch'],
    summary: 'Improves the quality of a poor image.',
    examples: ['e-retouch'],
  }),
  'e-upscale': parameter({
    ...switched,
    sdk: ['aiUpscale'],
    summary: 'Enlarges to at most 16 megapixels.',
    examples: ['e-upscale'],
  }),
  'e-genvar': parameter({
    ...switched,
    sdk: ['aiVariation'],
    summary: 'A variation of the image.',
    examples: ['e-genvar'],
  }),
  'e-changebg': parameter({
    ...common,
    sdk: ['aiChangeBackground'],
    summary: 'Keeps the subject and generates another background.',
    grammar: prompt,
    byDefault: 'off',
    examples: ['e-changebg-prompt-bathroom', 'e-changebg-prompte-cmFjaW5nIHRyYWNr'],
  }),
  'e-edit': parameter({
    ...common,
    sdk: ['aiEdit'],
    summary: 'Edits the image as the prompt says.',
    grammar: prompt,
    byDefault: 'off',
    examples: ['e-edit-prompt-make it vintage'],
  }),
  'e-dropshadow': parameter({
    ...common,
    sdk: ['aiDropShadow'],
    summary: 'A shadow as if the subject stood in light: azimuth (az), elevation (el), strength (st).',
    grammar: switchable(
      record<DropShadowArguments>({
        az: number({ max: 360 }),
        el: number({ max: 90 }),
        st: number({ max: 100 }),
      }),
    ),
    byDefault: 'off; without arguments az-215_el-45_st-60',
    examples: ['e-dropshadow', 'e-dropshadow-az-45'],
    bare: true,
    absent: false,
  }),
};
