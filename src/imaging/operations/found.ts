import type { Operation } from '../../transformation/index.ts';
import type { Picture } from '../picture.ts';

/** What a look at the pixels came to: the picture, not looked at in vain, and what is to be done to it instead. */
export type Found = { readonly picture: Picture; readonly operations: readonly Operation[] };
