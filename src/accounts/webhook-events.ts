/** The types of events that a webhook can be sent (rest-api.md 5.1). */
export const WEBHOOK_EVENTS: readonly string[] = [
  'file.created',
  'file.updated',
  'file.deleted',
  'file-version.created',
  'file-version.deleted',
  'folder.created',
  'folder.updated',
  'folder.deleted',
  'upload.pre-transform.success',
  'upload.pre-transform.error',
  'upload.post-transform.success',
  'upload.post-transform.error',
  'video.transformation.accepted',
  'video.transformation.ready',
  'video.transformation.error',
];
