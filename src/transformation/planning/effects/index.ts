/** What is done to an image once it has its size, and what comes beneath it. */
export { planBeneath } from './beneath.ts';
export { planEffects } from './effects.ts';
