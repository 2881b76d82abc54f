/** What only videos have; on images it is known and ignored. */
import { integer, list, scalar, word } from './grammar.ts';
import { parameter } from './parameter.ts';

const common = { family: 'video', places: ['video'], rendered: 'no' } as const;
const codec = word(/^[a-z0-9]{2,12}$/, 'the name of a codec, or none');
const seconds = scalar({ max: 1_000_000 });

export const video = {
  vc: parameter({
    ...common,
    sdk: ['videoCodec'],
    summary: 'Video codec.',
    grammar: codec,
    byDefault: 'what suits the player',
    examples: ['vc-h264', 'vc-none'],
  }),
  ac: parameter({
    ...common,
    sdk: ['audioCodec'],
    summary: 'Audio codec.',
    grammar: codec,
    byDefault: 'what suits the video codec',
    examples: ['ac-aac', 'ac-none'],
  }),
  so: parameter({
    ...common,
    sdk: ['startOffset'],
    summary: 'Second at which the video begins, or of which a still is taken.',
    grammar: seconds,
    byDefault: '0',
    examples: ['so-5', 'so-idu_div_2'],
  }),
  eo: parameter({
    ...common,
    sdk: ['endOffset'],
    summary: 'Second at which the video ends.',
    grammar: seconds,
    byDefault: 'the end',
    examples: ['eo-10.5'],
  }),
  du: parameter({
    ...common,
    sdk: ['duration'],
    summary: 'Length of the video in seconds.',
    grammar: seconds,
    byDefault: 'to the end',
    examples: ['du-15'],
  }),
  sr: parameter({
    ...common,
    sdk: ['streamingResolutions'],
    summary: 'Heights of the renditions of an adaptive stream.',
    grammar: list(integer({ min: 1, max: 10_000 }), { max: 16 }),
    byDefault: '240_360_480_720_1080',
    examples: ['sr-240_360_480_720_1080'],
  }),
};
