export { errors as renditionErrors } from './errors.ts';
export { createRenditions } from './renditions.ts';
export type {
  Rendition,
  RenditionFile,
  RenditionRequest,
  RenditionStats,
  Renditions,
  RenditionsDeps,
  UnstoredRequest,
} from './types.ts';
