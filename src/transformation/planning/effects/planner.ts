/** What each effect of a step has to say. */
import type { Size } from '../../plan.ts';
import type { Scope } from '../../values/index.ts';
import type { Asked, StepValues } from '../state.ts';

/** What the operations so far have made of the image. */
export type Image = { readonly size: Size; readonly hasAlpha: boolean };
/** One parameter: the operation it asks for on this image, if any, and what the image becomes. */
export type Planner = (
  values: StepValues,
  image: Image,
  scope: Scope,
) => (Asked & { readonly image?: Partial<Image> }) | undefined;
