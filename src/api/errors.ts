import { defineErrors } from '../kernel/index.ts';

/** What the API refuses before the library is asked, in ImageKit's words where those are known (rest-api.md 1.3, 1.7, 2.3, 2.4). */
export const errors = defineErrors({
  // The request as a whole.
  unknownApi: {
    code: 'EAPI',
    status: 404,
    message: 'The requested API does not exist.',
  },
  badPath: {
    code: 'EPATH',
    status: 400,
    message: 'Your request contains an invalid URL.',
    help: 'A percent sign in the path must start an escape such as %20: encode the path segments.',
  },
  badRequest: {
    code: 'EREQUEST',
    status: 400,
    message: 'Your request cannot be read.',
    help: 'Check the content-type and content-length of the request.',
  },
  invalidJson: {
    code: 'EJSON',
    status: 400,
    message: 'Your request contains invalid JSON.',
  },
  deepJson: {
    code: 'EJSON',
    status: 400,
    message: 'Your request contains invalid JSON.',
    help: 'Its lists and objects are nested too deep: send at most 100 levels.',
  },
  notJson: {
    code: 'EJSON',
    status: 400,
    message: 'Your request contains invalid JSON.',
    help: 'Send the body as JSON, and say so: Content-Type: application/json.',
  },
  bodyTooLarge: {
    code: 'EBODY',
    status: 413,
    message: (maxBytes: number) => `The body of your request is larger than ${maxBytes} bytes.`,
  },
  clientGone: {
    code: 'ECLIENTGONE',
    status: 499,
    message: 'The client closed the connection before its request was complete.',
  },
  internal: {
    code: 'EINTERNAL',
    status: 500,
    message: 'Something went wrong.',
  },
  notReady: {
    code: 'ENOTREADY',
    status: 503,
    message: 'The server is not ready.',
    help: 'Its database or its storage does not answer; the log says why.',
    retryAfter: 5,
  },

  // Who is asking.
  missingPrivateKey: {
    code: 'EKEY',
    status: 401,
    message: 'Your request does not contain private API key.',
    help: 'Send it as the user name of HTTP Basic authentication, with any password.',
  },
  unknownKey: {
    code: 'EKEY',
    status: 403,
    message: 'Your account cannot be authenticated.',
  },
  expiredPrivateKey: {
    code: 'EKEY',
    status: 403,
    message: 'Your request contains expired private API key.',
  },
  expiredPublicKey: {
    code: 'EKEY',
    status: 403,
    message: 'Your request contains expired public API key.',
  },
  noPermission: {
    code: 'EPERMISSION',
    status: 403,
    message: 'Your request contains a private API key that does not have permission to access this API.',
  },
  bothMethods: {
    code: 'EKEY',
    status: 400,
    message:
      'Your request contains both signature and basic auth parameter. Use only one method, you might be exposing your private API key.',
  },
  invalidExpire: {
    code: 'EEXPIRE',
    status: 400,
    message:
      'Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.',
  },
  usedToken: {
    code: 'ETOKEN',
    status: 400,
    message:
      'A request with the same token already received. For a new request, please generate a new token.',
  },
  tokenAndKey: {
    code: 'EKEY',
    status: 400,
    message:
      'Your request contains both token and basic auth parameter. Use only one method, you might be exposing your private API key.',
  },
  invalidToken: {
    code: 'ETOKEN',
    status: 400,
    message: 'Your request has invalid token.',
    help: 'Send a JWT signed with HS256 and a private key, whose public key is its kid, with iat and exp at most an hour apart; each only once.',
  },
  expiredToken: {
    code: 'ETOKEN',
    status: 400,
    message: 'Your request contains expired token.',
  },
  otherPayload: {
    code: 'ETOKEN',
    status: 400,
    message:
      'Your request contains invalid payload. It does not match with the payload used to generate token.',
    help: 'Sign every field but file and token, with the values that are sent.',
  },
  tooManyUnauthenticatedBytes: {
    code: 'EBUSY',
    status: 429,
    message: 'Too many bytes are on their way from your address without authentication.',
    help: 'Wait until other uploads are done, or send the fields of the signature before the file.',
    retryAfter: 5,
  },

  // Its parameters.
  missingParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request is missing ${name} parameter.`,
    help: 'Add it to your request; the case of names counts.',
  },
  invalidParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
  },
  invalidFlag: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    help: 'Send true or false.',
  },
  invalidTags: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid tags parameter.',
    help: 'Send texts without %, separated by commas or as a JSON array.',
  },
  invalidCustomCoordinates: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid customCoordinates parameter.',
    help: 'Send x,y,width,height: four whole numbers, the last two above 0.',
  },
  invalidWebhookUrl: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid webhookUrl parameter.',
    help: 'Send an absolute http or https URL of at most 2048 characters, without user name and fragment.',
  },
  invalidDescription: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid description parameter.',
    help: 'Send at most 1000 characters.',
  },
  invalidResponseFields: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid responseFields parameter.',
    help: 'Send names separated by commas: tags, customCoordinates, isPrivateFile, isPublished, customMetadata, metadata, embeddedMetadata, selectedFieldsSchema.',
  },
  invalidCustomMetadataParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid customMetadata parameter.',
    help: 'Send a JSON object of values by the names of their fields.',
  },
  invalidTransformation: {
    code: 'ETRANSFORMATION',
    status: 400,
    message: 'The file could not be uploaded because the transformation field is invalid.',
  },
  notTransformable: {
    code: 'ETRANSFORMATION',
    status: 400,
    message:
      'The file could not be uploaded because transformations are supported only for image and video files.',
  },
  incompatiblePost: {
    code: 'ETRANSFORMATION',
    status: 400,
    message:
      'The file could not be uploaded because the detected file type & post-transformation are incompatible.',
    help: 'gif-to-video is for GIFs, thumbnail and abs are for videos.',
  },
  notUtf8: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    help: 'Send it as UTF-8.',
  },
  parameterTooLong: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter. It is too long.`,
    help: 'All text fields of an upload together may have 1 MiB.',
  },
  tooManyTags: {
    code: 'EPARAMETER',
    status: 400,
    message:
      'Your request contains invalid value for tags parameter. Combined length of all tags should be less than or equal to 500.',
  },

  // Files and their tags, many at once, in the words of rest-api.md 2.5 and 2.8.
  missingFileIds: {
    code: 'EPARAMETER',
    status: 400,
    message: 'fileIds parameter is missing.',
  },
  fileIdsNotAnArray: {
    code: 'EPARAMETER',
    status: 400,
    message: 'fileIds should be an Array.',
  },
  noFileIds: {
    code: 'EPARAMETER',
    status: 400,
    message: 'fileIds is empty.',
  },
  tooManyFilesToDelete: {
    code: 'EPARAMETER',
    status: 400,
    message: 'fileIds cannot have more than 100 items.',
  },
  tooManyFilesToEdit: {
    code: 'EPARAMETER',
    status: 400,
    message: 'A maximum of 50 files can be edited at a time.',
  },
  missingTags: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `${name} parameter is missing.`,
  },
  noTags: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `${name} array cannot be empty.`,
  },
  invalidAiTags: {
    code: 'EPARAMETER',
    status: 400,
    message:
      "Your request contains invalid value for AITags. Please provide an array of strings. Example - ['t-shirt','summer-sale'].",
  },

  // Copy, move and rename (rest-api.md 2.6).
  badParameters: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request is missing parameters / contains invalid parameters.',
    reason: 'MISSING_PARAMETER',
  },
  invalidRenameParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    reason: 'INVALID_PARAMETER',
  },

  // Folders (rest-api.md 2.9).
  missingFolderParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request is missing ${name} parameter.`,
    reason: 'MISSING_PARAMETER',
    help: 'Send it as text in the JSON body; the case of names counts.',
  },
  invalidFolderParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    reason: 'INVALID_PARAMETER',
    help: 'Names and paths are texts, flags are true or false.',
  },
  missingRenameFolderParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `${name} parameter is missing.`,
    help: 'Send it as text in the JSON body; the case of names counts.',
  },

  rateLimited: {
    code: 'ERATE',
    status: 429,
    message: (ms: number) =>
      `You have exceeded the rate limit for this API. Please try again after ${ms} milliseconds.`,
    help: 'The setting rateLimits says how many requests are taken in which time.',
  },

  // API keys (ours).
  invalidPermission: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid permission parameter.',
    help: 'Send standard, none, read or read-write.',
  },
  invalidKeyName: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid name parameter.',
    help: 'Send at most 100 characters, or null for no name.',
  },
  noKeyChange: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Either permission or name should be provided.',
  },
  invalidExpireOldAfter: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid expireOldAfter parameter.',
    help: 'Send now, 1h, 24h, 3d or 7d.',
  },

  // The settings.
  invalidDefaultUpload: {
    code: 'ESETTING',
    status: 400,
    message: (why: string) => `The setting defaultUpload is not valid: ${why}`,
    help: 'Give upload parameters by their names, as an upload would send them.',
  },

  // The body of an upload.
  malformedForm: {
    code: 'EFORM',
    status: 400,
    message: 'Your request contains an invalid multipart/form-data body.',
    help: 'Every part needs a Content-Disposition with a name, and the last one is followed by the closing boundary.',
  },
  tooManyParts: {
    code: 'EFORM',
    status: 400,
    message: 'Your request contains too many fields.',
  },
  invalidFile: {
    code: 'EFILE',
    status: 400,
    message: 'Your request contains invalid file parameter.',
    help: 'Send the bytes of one file that is not empty, valid base64, or the URL of a file.',
  },
  fileTooLarge: {
    code: 'EFILE',
    status: 400,
    message: 'Your request contains invalid file parameter. The file size exceeds limits.',
  },
  cannotDownload: {
    code: 'EFILE',
    status: 400,
    message:
      'Your request contains invalid file parameter. The file could not be downloaded from the given URL.',
    help: 'The URL must answer 200 within 8 seconds, and may not lead into a private network unless the server allows it.',
  },
  tooSlow: {
    code: 'ESLOW',
    status: 408,
    message: 'The body of your request arrives too slowly.',
  },

  // The list of files.
  skipTooSmall: {
    code: 'EPARAMETER',
    status: 400,
    message: (sent: string) =>
      `The value of skip parameter should be greater than or equal to 0. Value sent is ${sent}.`,
  },
  limitTooSmall: {
    code: 'EPARAMETER',
    status: 400,
    message: (sent: string) => `Minimum value of limit parameter is 1. Value sent is ${sent}.`,
  },
  limitTooLarge: {
    code: 'EPARAMETER',
    status: 400,
    message: (sent: string) => `Maximum value of limit parameter is 1000. Value sent is ${sent}.`,
  },
  invalidSort: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid value for sort parameters.',
  },
  invalidType: {
    code: 'EPARAMETER',
    status: 400,
    message:
      'Your request contains invalid value for type parameter. Please provide one of the following: file, file-version, folder, all.',
  },
  invalidFileType: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid value for fileType parameter.',
  },

  // Custom metadata fields (rest-api.md 2.12).
  missingFieldId: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Missing id parameter.',
  },
  invalidFieldName: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid name parameter.',
    help: 'Send 1 to 100 letters, digits, _ and -.',
  },
  fieldNameFixed: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Name cannot be updated.',
  },
  noFieldChange: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Either label or schema should be provided.',
  },
  invalidFieldDescription: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid description parameter.',
    help: 'Send at most 500 characters.',
  },

  // Resources that take no unknown keys: origins and URL endpoints (rest-api.md 6.3, 6.4).
  unknownParameters: {
    code: 'EPARAMETER',
    status: 400,
    message: (names: string) => `Your request contains unknown parameters: ${names}.`,
    help: 'Leave them out; the case of names counts.',
  },
  requiredText: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `${name} is required and must be a string`,
  },
  required: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `${name} is required`,
  },
  mustBe: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string, what: string) => `${name} must be ${what}`,
  },
  tooManyEndpointOrigins: {
    code: 'EPARAMETER',
    status: 400,
    message: (limit: number) => `origins cannot have more than ${limit} items.`,
  },
  invalidOriginType: {
    code: 'EPARAMETER',
    status: 400,
    message: (types: string) => `Invalid origin type. Must be one of ${types}.`,
  },

  // Account webhooks (rest-api.md 6.5).
  invalidWebhookEndpoint: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid endpoint parameter.',
    help: 'Send an absolute http or https URL of at most 2048 characters, without user name and fragment.',
  },
  invalidWebhookEvents: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid events parameter.',
    help: 'Send an array of one event type or more, such as ["file.created"].',
  },

  // Cache purge (rest-api.md 2.10).
  invalidPurgeUrl: {
    code: 'EPURGE',
    status: 400,
    message: 'The URL is not valid for cache purging.',
    help: 'Send an absolute URL below one of your URL-endpoints. One * may stand at its end, after two levels, 15 characters or a whole file name.',
  },

  // Usage (rest-api.md 6.1).
  missingDates: {
    code: 'EPARAMETER',
    status: 400,
    message: 'startDate and endDate are required in query parameters.',
  },
  invalidDates: {
    code: 'EPARAMETER',
    status: 400,
    message: 'startDate and endDate should be in format YYYY-MM-DD.',
  },
  datesReversed: {
    code: 'EPARAMETER',
    status: 400,
    message: 'startDate should be before endDate.',
  },
  datesTooFarApart: {
    code: 'EPARAMETER',
    status: 400,
    message: 'startDate and endDate should be within 90 days.',
  },
});
