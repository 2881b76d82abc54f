/** What comes beneath a finished step: the background that shows through it (spec 2.5). */
import type { Backdrop, Flatten, Size } from '../../plan.ts';
import { plainColor } from '../../values/index.ts';
import type { Asked, StepValues } from '../state.ts';

type Image = { readonly size: Size; readonly hasAlpha: boolean };
type Beneath = Asked & { readonly operation: Flatten | Backdrop };

/**
 * Opaque images have nothing beneath them. A translucent colour leaves its own alpha, unless `o` blends over it.
 *
 * @param padded whether `bg` has been used up by padding that is no colour
 */
export function planBeneath(
  { bg, o }: StepValues,
  { size, hasAlpha }: Image,
  padded: boolean,
): Beneath | undefined {
  if (!bg || !hasAlpha) return undefined;
  const { value, text: item } = bg;
  if (value.kind === 'gradient' && !padded) {
    const canvas = { left: 0, top: 0, ...size };
    return { operation: { op: 'backdrop', canvas, fill: { kind: 'gradient', colors: value.colors } }, item };
  }
  if (value.kind !== 'color') return undefined;
  const color = plainColor(value.color);
  const nothing = color.alpha === 0 && (!o || value.color.written === 'name');
  return nothing
    ? undefined
    : { operation: { op: 'flatten', background: o ? { ...color, alpha: 1 } : color }, item };
}
