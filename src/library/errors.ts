import { defineErrors } from '../kernel/index.ts';

/** What the library refuses, in the words of ImageKit's API where those are known (rest-api.md 1.9, 2.3, 2.5). */
export const errors = defineErrors({
  invalidParameter: {
    code: 'EPARAMETER',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
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
    help: "'.' and '..' cannot be names of folders: send the whole path from the root.",
  },
  tooDeep: {
    code: 'EPATH',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
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
  fileInaccessible: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested file does not exist or is inaccessible at this time.',
  },
  corruptFile: {
    code: 'EFILE',
    status: 400,
    message: 'The requested file is corrupt or invalid.',
    help: 'Images, videos and audio files that can be read have metadata.',
  },
  filesNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested file(s) does not exist.',
    help: 'Nothing was changed: send the ids of existing files only.',
  },
  versionNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested file version does not exist.',
  },
  assetNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested asset does not exist.',
  },
  versionReplaced: {
    code: 'EVERSIONS',
    status: 409,
    message: 'Another version of the file has taken the place of the one that this was asked of.',
  },
  tooManyFoundTags: {
    code: 'ETAGS',
    status: 400,
    message: 'The tags of the file would have more than 500 characters together.',
  },
  currentVersion: {
    code: 'EVERSIONS',
    status: 400,
    message: 'You cannot delete current version of a file.',
    help: 'Restore another version first, or delete the file.',
  },
  sourceFileMissing: {
    code: 'ENOTFOUND',
    status: 404,
    message: (path: string) => `No file found with filePath \`${path}\`.`,
    reason: 'SOURCE_FILE_MISSING',
  },
  sameSourceAndDestination: {
    code: 'EPATH',
    status: 400,
    message: 'sourceFilePath and destinationPath is same',
    reason: 'SAME_SOURCE_AND_DESTINATION',
    help: 'destinationPath is a folder: send another one than the folder of the file.',
  },
  invalidDestination: {
    code: 'EPATH',
    status: 400,
    message: 'Your request contains invalid destinationPath.',
    reason: 'INVALID_FOLDER_PATH',
    help: 'Send the path of a folder from the root, at most 50 levels deep, without . and .. as names.',
  },
  versionLimitExceeded: {
    code: 'EVERSIONS',
    status: 400,
    message: 'A file can have a maximum of 100 versions.',
    reason: 'VERSION_LIMIT_EXCEEDED',
    help: 'Delete versions of the file at the destination that are no longer needed.',
  },
  fileMissing: {
    code: 'ENOTFOUND',
    status: 404,
    message: (path: string) => `No file found in media library at filePath ${path}`,
    reason: 'FILE_MISSING',
  },
  fileAlreadyExists: {
    code: 'ECONFLICT',
    status: 409,
    message: (name: string) => `File with name ${name} already exists at the same location.`,
    reason: 'FILE_ALREADY_EXISTS',
  },
  invalidNewFileName: {
    code: 'ENAME',
    status: 400,
    message: 'Your request contains invalid newFileName parameter.',
    reason: 'INVALID_PARAMETER',
    help: 'Send a text with at least one character that is not a dot.',
  },
  sameOldAndNewName: {
    code: 'ENAME',
    status: 400,
    message: 'newFileName cannot be the same as its existing name.',
    reason: 'SAME_OLD_AND_NEW_NAME',
  },
  // Folders (rest-api.md 2.9).
  dotFolderName: {
    code: 'EPATH',
    status: 400,
    message: "'.' & '..' can not be used as folder-name",
    reason: 'INVALID_FOLDER_PATH',
    help: 'Send the whole path from the root.',
  },
  folderTooDeep: {
    code: 'EPATH',
    status: 400,
    message: (name: string) => `Your request contains invalid ${name} parameter.`,
    reason: 'INVALID_FOLDER_PATH',
    help: 'Folders can be nested 50 levels deep.',
  },
  folderNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: (path: string) => `No folder found with folderPath \`${path}\`.`,
    reason: 'FOLDER_NOT_FOUND',
  },
  rootNotDeletable: {
    code: 'EPATH',
    status: 400,
    message: 'The root folder cannot be deleted.',
    reason: 'INVALID_FOLDER_PATH',
    help: 'Delete the folders and files in it.',
  },
  tooManyObjects: {
    code: 'ELIMIT',
    status: 400,
    message:
      'Total nested assets (files, folders and file versions) are more than allowed limit of 100000 items.',
    reason: 'TOO_MANY_OBJECTS',
    help: 'Begin with the folders inside.',
  },
  noFilesFolder: {
    code: 'ENOTFOUND',
    status: 404,
    message: (path: string) => `No files & folder found at sourceFolderPath \`${path}\`.`,
    reason: 'NO_FILES_FOLDER',
  },
  sourceIsRoot: {
    code: 'EPATH',
    status: 400,
    message: 'sourceFolderPath cannot be root.',
    reason: 'SOURCE_IS_ROOT',
  },
  sameFolder: {
    code: 'EPATH',
    status: 400,
    message: 'sourceFolderPath and destinationPath is same',
    reason: 'SAME_SOURCE_AND_DESTINATION',
    help: 'destinationPath is the folder into which the source is put: send another one than it is in.',
  },
  intoItself: {
    code: 'EPATH',
    status: 400,
    message: 'This operation is not allowed because parent folder cannot be moved into child folder.',
    reason: 'INVALID_DESTINATION_PATH',
  },
  tooDeepThere: {
    code: 'EPATH',
    status: 400,
    message: 'Your request contains invalid destinationPath.',
    reason: 'INVALID_FOLDER_PATH',
    help: 'Folders can be nested 50 levels deep, and some in the source would be deeper.',
  },
  folderLocked: {
    code: 'ELOCKED',
    status: 423,
    message: 'A bulk job is running on given folder path, please try after sometime.',
  },
  destinationLocked: {
    code: 'ELOCKED',
    status: 423,
    message: 'Destination folder path is already locked. Please try after sometime.',
  },
  folderPathIsRoot: {
    code: 'EPATH',
    status: 400,
    message: 'folderPath cannot be root.',
  },
  sourceFolderNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'Source folder not found.',
  },
  folderAlreadyExists: {
    code: 'ECONFLICT',
    status: 409,
    message: (name: string) => `Folder with name ${name} already exists at the same location.`,
  },
  jobNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'The requested job does not exist.',
  },
  contended: {
    code: 'ECONTENDED',
    status: 503,
    message: 'The file is being changed by too many requests at once.',
    help: 'Try again.',
    retryAfter: 1,
  },

  // Custom metadata (rest-api.md 2.12, 2.13).
  invalidCustomMetadata: {
    code: 'ECUSTOMMETADATA',
    status: 400,
    message: 'Invalid custom metadata.',
  },
  invalidFieldId: {
    code: 'EPARAMETER',
    status: 400,
    message: 'Your request contains invalid ID parameter.',
  },
  fieldNotFound: {
    code: 'ENOTFOUND',
    status: 404,
    message: 'No such custom metadata field exists.',
  },
  fieldDeleted: {
    code: 'EFIELD',
    status: 400,
    message: 'Cannot update a deleted custom metadata fields.',
  },
  fieldNameTaken: {
    code: 'ECONFLICT',
    status: 400,
    message: 'A custom metadata field with this name already exists.',
    help: 'The name of a deleted field stays taken: choose another.',
  },
  fieldLabelTaken: {
    code: 'ECONFLICT',
    status: 400,
    message: 'A custom metadata field with this label already exists.',
  },
  invalidField: {
    code: 'EFIELD',
    status: 400,
    message: 'Invalid field object',
  },
  invalidFieldSchema: {
    code: 'EFIELD',
    status: 400,
    message: 'Invalid schema object.',
  },

  // Cache purges (rest-api.md 2.10).
  invalidPurgeId: {
    code: 'EPURGE',
    status: 400,
    message: 'Your request contains invalid requestId parameter.',
  },
  purgeNotFound: {
    code: 'EPURGE',
    status: 400,
    message: 'No request found for this requestId.',
  },
});
