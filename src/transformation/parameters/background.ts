/** `bg`: a colour, or what padding can be made of (spec 2.5). */
import type { WrittenColor } from '../values/index.ts';
import { color, type Grammar, integer, number } from './grammar.ts';
import { parameter } from './parameter.ts';
import { prompt } from './prompt.ts';

export type Background =
  | { readonly kind: 'color'; readonly color: WrittenColor }
  | { readonly kind: 'dominant' }
  | { readonly kind: 'gradient'; readonly colors: 2 | 4 }
  | { readonly kind: 'blurred'; readonly intensity: 'auto' | number; readonly brightness: number }
  | { readonly kind: 'genfill'; readonly prompt: string | undefined };

const intensity = number({ max: 100 });
const brightness = integer({ min: -255, max: 255 });

const background: Grammar<Background> = {
  allowed: `${color.allowed}, dominant, gradient_dominant, blurred, blurred_<intensity>_<brightness>, or genfill`,
  read: (text) => {
    const flat = color.read(text);
    if (flat !== undefined) return { kind: 'color', color: flat };
    if (text === 'dominant') return { kind: 'dominant' };
    const gradient = /^gradient_(?:dominant|contrast)(?:_([24]))?$/.exec(text);
    if (gradient) return { kind: 'gradient', colors: gradient[1] === '4' ? 4 : 2 };
    if (text === 'genfill') return { kind: 'genfill', prompt: undefined };
    if (text.startsWith('genfill-')) {
      const words = prompt.read(text.slice('genfill-'.length));
      return words === undefined ? undefined : { kind: 'genfill', prompt: words };
    }
    return readBlurred(text);
  },
  write: (value) => {
    switch (value.kind) {
      case 'color':
        return color.write(value.color);
      case 'dominant':
        return 'dominant';
      case 'gradient':
        return `gradient_dominant_${value.colors}`;
      case 'blurred':
        return `blurred_${value.intensity}_${brightness.write(value.brightness)}`;
      case 'genfill':
        return value.prompt === undefined ? 'genfill' : `genfill-${prompt.write(value.prompt)}`;
    }
  },
};

function readBlurred(text: string): Background | undefined {
  const [name, first = 'auto', second = '0', ...rest] = text.split('_', 4);
  if (name !== 'blurred' || rest.length > 0) return undefined;
  const strength = first === 'auto' ? first : intensity.read(first);
  const light = brightness.read(second);
  if (strength === undefined || light === undefined) return undefined;
  return { kind: 'blurred', intensity: strength, brightness: light };
}

export const backgrounds = {
  bg: parameter({
    sdk: ['background'],
    family: 'background',
    places: ['image', 'layer', 'video'],
    summary:
      'What fills padding, and what shows behind transparent parts: a colour; for padding also the dominant colours of the image, a blurred copy of it, or generated content.',
    grammar: background,
    byDefault: 'black where the image is padded, else nothing',
    examples: ['bg-F3F3F3', 'bg-FF000050', 'bg-pink', 'bg-dominant', 'bg-blurred_25_N30', 'bg-genfill'],
    rendered: 'partly',
  }),
};
