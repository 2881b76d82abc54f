export { errors as renditionErrors } from './errors.ts';
export {
  createRenditions,
  type Rendition,
  type RenditionFile,
  type RenditionRequest,
  type RenditionStats,
  type Renditions,
  type RenditionsDeps,
} from './renditions.ts';
