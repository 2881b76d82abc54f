import { defineErrors } from '../kernel/index.ts';

/** What the library refuses, in the words of ImageKit's API where those are known (rest-api.md 1.9, 2.3, 2.5). */
export const errors = defineErrors({
  invalidParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
  },
  unstorableName: {
    code: 'ENAME',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    help: 'A name may not contain the character NUL or half of a surrogate pair: send valid UTF-8 text.',
  },
  emptyName: {
    code: 'ENAME',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    help: 'A name needs at least one character that is not a dot.',
  },
  dotSegment: {
    code: 'EPATH',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    reason: 'INVALID_FOLDER_PATH',
    help: "'.' and '..' cannot be names of folders: send the whole path from the root.",
  },
  tooDeep: {
    code: 'EPATH',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    reason: 'INVALID_FOLDER_PATH',
    help: 'Folders can be nested 50 levels deep.',
  },
  emptyFile: {
    code: 'EFILE',
    status: 400,
    message: 'Your request contains invalid file parameter.',
    help: 'The file is empty.',
  },
  fileTooLarge: {
    code: 'EFILE',
    status: 400,
    message: 'Your request contains invalid file parameter. The file size exceeds limits.',
  },
  nameTaken: {
    code: 'ECONFLICT',
    status: 400,
    message:
      'A file with the same name already exists at the exact location. We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.',
  },
  tooManyVersions: {
    code: 'EVERSIONS',
    status: 400,
    message: 'A file can have a maximum of 100 versions.',
    help: 'Delete versions that are no longer needed, or upload under another name.',
  },
  fileNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested file does not exist.',
  },
  contended: {
    code: 'ECONTENDED',
    status: 503,
    message: 'The file is being changed by too many requests at once.',
    help: 'Try again.',
    retryAfter: 1,
  },
});
