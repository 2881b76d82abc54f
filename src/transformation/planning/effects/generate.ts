/** What needs a model or a provider (spec 7). */
import { errors } from '../../errors.ts';
import type { Size } from '../../plan.ts';
import type { Planner } from './planner.ts';

const GENERATING = [
  'e-bgremove',
  'e-removedotbg',
  'e-changebg',
  'e-edit',
  'e-retouch',
  'e-upscale',
  'e-genvar',
] as const;

/** The largest input of those that work on the whole image, and what upscaling comes to at most (spec 7). */
const MAX_GENERATING_PIXELS = 16_000_000;

export const generate: Planner = (values, { size, hasAlpha }) => {
  const [first, second] = GENERATING.flatMap((key) => values[key] ?? []);
  if (!first) return undefined;
  if (second) throw errors.notApplicable(second.key, `one step can do only one of it and ${first.key}`);
  const whole = first.key === 'e-retouch' || first.key === 'e-upscale';
  if (whole && size.width * size.height >= MAX_GENERATING_PIXELS)
    throw errors.tooLarge(`The image of ${size.width}x${size.height} for ${first.key}`, '16 megapixels');
  const result = generatedSize(first.key, size);
  return {
    operation: {
      op: 'generate',
      task: first.key.slice('e-'.length),
      prompt: typeof first.value === 'string' ? first.value : undefined,
      size: result,
    },
    item: first.key,
    image: {
      size: result,
      hasAlpha: hasAlpha || first.key === 'e-bgremove' || first.key === 'e-removedotbg',
    },
  };
};

/** Edits come in three sizes; upscaling doubles, as far as the limit lets it. */
function generatedSize(key: (typeof GENERATING)[number], size: Size): Size {
  const { width, height } = size;
  if (key === 'e-edit') {
    if (width === height) return { width: 1024, height: 1024 };
    return width > height ? { width: 1536, height: 1024 } : { width: 1024, height: 1536 };
  }
  if (key !== 'e-upscale') return size;
  const factor = Math.min(2, Math.sqrt(MAX_GENERATING_PIXELS / (width * height)));
  return { width: Math.floor(width * factor), height: Math.floor(height * factor) };
}
