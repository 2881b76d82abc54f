export { type Api, type ApiDeps, type ApiSettings, createApi } from './app.ts';
export { errors as apiErrors } from './errors.ts';
export type { UploadLimits } from './upload/route.ts';
