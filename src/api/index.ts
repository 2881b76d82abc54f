export { type Api, type ApiDeps, type ApiSettings, createApi } from './app.ts';
export { errors as apiErrors } from './errors.ts';
export { createEventBodies } from './events/create-event-bodies.ts';
export { checkUploadDefaults } from './upload/defaults.ts';
export type { UploadLimits } from './upload/route.ts';
export { createUploadEvents, type UploadEvents } from './upload/upload-events.ts';
