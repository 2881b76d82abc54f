/** How an image is fitted into the size a step asks for, and which part of it is kept. */
export { resolveFocus } from './focus.ts';
export { type Framing, planFraming } from './framing.ts';
export { ANCHORS, rounded } from './geometry.ts';
export { wantedSize } from './wanted.ts';
