/** The errors of imaging. All say something about the image a client asked for: 400, and `ik-error` names the code. */
import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  cannotDecode: {
    code: 'EFORMAT',
    status: 400,
    message: (format: string) => `The file cannot be read as ${format}: it is corrupt or incomplete`,
    help: 'Upload the image again; it may be delivered as stored with tr=orig-true.',
  },
  noDecoder: {
    code: 'EFORMAT',
    status: 400,
    message: (format: string) => `Images of the format ${format} cannot be transformed`,
    help: 'Upload it as JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, BMP or SVG; a stored one is delivered as it is with tr=orig-true.',
  },
  otherPage: {
    code: 'EFORMAT',
    status: 400,
    message: (page: number, own: string, first: string) =>
      `Page ${page} (pg) is ${own}, not ${first} like the first: it cannot be transformed`,
    help: 'Upload the page as a file of its own.',
  },
  tooLarge: {
    code: 'ELIMIT',
    status: 400,
    message: (what: string, limit: string) => `${what} is over the limit of ${limit}`,
    help: 'Use a smaller image, or ask for a smaller size.',
  },
  notRendered: {
    code: 'EINVAL',
    status: 400,
    message: (operation: string) => `The operation ${operation} is not available yet`,
    help: 'Leave the parameter out.',
  },
});
