/** What a layer shows. */
import type { Layer } from './transformation.ts';

/** Characters after which text is cut (spec 4.5): plain, and base64. */
const MAX_PLAIN_TEXT = 2000;
const MAX_ENCODED_TEXT = 2500;

/** The name that stands for a block of colour instead of a file. */
const CANVAS = 'ik_canvas';

export type LayerInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'canvas' }
  | { readonly kind: 'text'; readonly text: string };

/** The input of `i` or `ie` (which wins); undefined when there is none. */
export function layerInput({ type, placement }: Pick<Layer, 'type' | 'placement'>): LayerInput | undefined {
  let plain: string | undefined;
  let encoded: string | undefined;
  for (const parameter of placement) {
    if (parameter.key === 'i') plain = parameter.value;
    else if (parameter.key === 'ie') encoded = parameter.value;
  }
  if (type === 'text') {
    const text = encoded?.slice(0, MAX_ENCODED_TEXT) ?? plain?.slice(0, MAX_PLAIN_TEXT);
    return text ? { kind: 'text', text } : undefined;
  }
  const path = (encoded ?? plain?.replaceAll('@@', '/'))?.split('/').filter(Boolean).join('/');
  if (!path) return undefined;
  return path === CANVAS && type === 'image' ? { kind: 'canvas' } : { kind: 'file', path };
}
