import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  // What stops a start: the settings and the database do not fit together.
  wrongSecret: {
    code: 'ESECRET',
    status: 500,
    message:
      'HALFTONE_SECRET is not the secret this database was made with, so the API keys in it cannot be read.',
    help: 'Start with the secret of before (without HALFTONE_SECRET it is in the data folder), or with a new database.',
  },
  incompletePair: {
    code: 'EKEYS',
    status: 500,
    message: (missing: 'HALFTONE_PUBLIC_KEY' | 'HALFTONE_PRIVATE_KEY') =>
      `${missing} is missing: a pair of API keys is given whole or not at all.`,
  },

  // Settings (ours).
  unknownSetting: {
    code: 'ESETTING',
    status: 400,
    message: (key: string, nearest: string) =>
      `Your request contains unknown setting ${JSON.stringify(key.slice(0, 100))}. Did you mean ${nearest}?`,
  },
  badSetting: {
    code: 'ESETTING',
    status: 400,
    message: (key: string, allowed: string) =>
      `Your request contains invalid ${key} setting: it must be ${allowed}.`,
    help: 'Send null to go back to the default.',
  },
  fixedSetting: {
    code: 'ESETTING',
    status: 409,
    message: (key: string, variable: string) =>
      `The setting ${key} is fixed by the environment variable ${variable}.`,
    help: 'Change it where the server is started, or remove it there.',
  },

  // API keys (rest-api.md 1.3; the texts are ours).
  keyNotFound: {
    code: 'EKEYS',
    status: 404,
    message: 'The requested API key does not exist.',
    help: 'It may have expired or been revoked.',
  },
  tooManyKeys: {
    code: 'EKEYS',
    status: 400,
    message: (limit: number) => `You can have a maximum of ${limit} active API keys.`,
    help: 'Revoke one first, or let the old one expire now when you roll a key.',
  },
  lastStandardKey: {
    code: 'EKEYS',
    status: 409,
    message: 'This is the last standard API key of the account.',
    help: 'Create another standard key first, or roll this one.',
  },
  fixedKey: {
    code: 'EKEYS',
    status: 409,
    message:
      'This API key is fixed by the environment variables HALFTONE_PRIVATE_KEY and HALFTONE_PUBLIC_KEY.',
    help: 'Change them where the server is started.',
  },
  rolledKey: {
    code: 'EKEYS',
    status: 409,
    message: 'This API key has been rolled already.',
    help: 'Roll the one that took its place, or revoke this one.',
  },

  // The audit log (ours).
  invalidBefore: {
    code: 'EAUDIT',
    status: 400,
    message: 'Your request contains invalid before parameter.',
    help: 'Send the id of an entry of the audit log: the answer has older ones.',
  },

  // Named transformations (rest-api.md 2.16).
  invalidName: {
    code: 'ENAMED',
    status: 400,
    message: 'Your request contains invalid name parameter.',
  },
  invalidTransformation: {
    code: 'ENAMED',
    status: 400,
    message: 'Your request contains invalid transformation parameter.',
  },
  nameTaken: {
    code: 'ENAMED',
    status: 400,
    message: 'A named transformation with this name already exists.',
  },
  tooManyNamed: {
    code: 'ENAMED',
    status: 400,
    message: (limit: number) => `You can create a maximum of ${limit} named transformations.`,
  },
  namedUsedByUploads: {
    code: 'ENAMED',
    status: 409,
    message: 'This named transformation is in use by upload transformation settings.',
    help: 'Take it out of the setting defaultUpload first.',
  },
  namedUsedByNamed: {
    code: 'ENAMED',
    status: 409,
    message: (name: string) => `This named transformation is in use by the named transformation ${name}.`,
    help: 'Take it out of that one first, or switch that one off.',
  },
  namedNotFound: {
    code: 'ENAMED',
    status: 404,
    message: 'The requested named transformation does not exist.',
  },

  // Origins (rest-api.md 6.3).
  originNotFound: {
    code: 'EORIGIN',
    status: 404,
    message: 'Origin not found.',
  },
  originInUse: {
    code: 'EORIGIN',
    status: 400,
    message: 'Origin is in use by a URL-endpoint and cannot be deleted.',
    help: 'Take it out of the origins of every URL-endpoint first.',
  },
  tooManyOrigins: {
    code: 'EORIGIN',
    status: 400,
    message: (limit: number) => `You can create a maximum of ${limit} origins.`,
  },

  // URL endpoints (rest-api.md 6.4).
  urlEndpointNotFound: {
    code: 'EURLENDPOINT',
    status: 404,
    message: 'URL-endpoint not found.',
  },
  reservedPrefix: {
    code: 'EURLENDPOINT',
    status: 400,
    message:
      'urlPrefix cannot be empty string. This is reserved for the default URL-endpoint created by ImageKit.',
  },
  defaultPrefixFixed: {
    code: 'EURLENDPOINT',
    status: 400,
    message: 'urlPrefix of the default URL-endpoint cannot be changed.',
    help: 'Leave it out or send an empty string.',
  },
  prefixTaken: {
    code: 'EURLENDPOINT',
    status: 400,
    message: 'urlPrefix is already in use.',
  },
  originMissing: {
    code: 'EURLENDPOINT',
    status: 400,
    message: 'Origin does not exists. Please create origin before using it in URL-endpoint.',
  },
  defaultCannotBeDeleted: {
    code: 'EURLENDPOINT',
    status: 400,
    message: 'Default URL-endpoint cannot be deleted.',
  },
  tooManyUrlEndpoints: {
    code: 'EURLENDPOINT',
    status: 400,
    message: (limit: number) => `You can create a maximum of ${limit} URL-endpoints.`,
  },

  // Webhooks (rest-api.md 6.5).
  webhookNotFound: {
    code: 'EWEBHOOK',
    status: 404,
    message: 'The requested webhook does not exist.',
  },
  tooManyWebhooks: {
    code: 'EWEBHOOK',
    status: 400,
    message: (limit: number) => `You can create up to ${limit} webhooks per account.`,
  },
  webhookEndpointTaken: {
    code: 'EWEBHOOK',
    status: 400,
    message: 'Your request contains invalid endpoint parameter.',
    help: 'Another webhook of the account has this endpoint already.',
  },

  // Saved extensions, in ImageKit's words.
  invalidSavedId: {
    code: 'ESAVED',
    status: 400,
    message: 'Invalid saved extension ID.',
  },
  savedNotFound: {
    code: 'ESAVED',
    status: 404,
    message: 'The requested saved extension does not exist.',
  },
  tooManySaved: {
    code: 'ESAVED',
    status: 400,
    message: (limit: number) => `You can create a maximum of ${limit} saved extensions.`,
  },
});
