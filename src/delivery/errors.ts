import { defineErrors } from '../kernel/index.ts';

/** What delivery itself refuses. `code` and `message` are shown in `ik-error` (delivery.md, section 5). */
export const errors = defineErrors({
  badAddress: {
    code: 'EINVAL',
    status: 400,
    message: (why: string) => `path: ${why}`,
    help: 'Percent-encode each part of the path once, as UTF-8.',
  },
  formNotBuilt: {
    code: 'EINVAL',
    status: 400,
    message: (suffix: string) => `${suffix}: this form of a file is not available yet`,
    help: 'Ask for the file itself.',
  },
  unreadable: {
    code: 'EFORMAT',
    status: 400,
    message: (mime: string) => `the file of type ${mime} cannot be read as an image`,
    help: 'Upload it again; a stored one is delivered as it is with tr=orig-true.',
  },
  noDecoder: {
    code: 'EFORMAT',
    status: 400,
    message: (mime: string) => `images of the type ${mime} cannot be transformed`,
    help: 'Upload it as JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, BMP or SVG; a stored one is delivered as it is with tr=orig-true.',
  },
  imageTooLarge: {
    code: 'ELIMIT',
    status: 400,
    message: (limit: number) => `the file is over the limit of ${limit} bytes for transformations`,
    help: 'Upload a smaller one; a stored one is delivered as it is with tr=orig-true.',
  },
  notOurUrl: {
    code: 'EURL',
    status: 400,
    message: (why: string) => `Your request contains invalid url parameter: ${why}.`,
    help: 'Give a media URL of this server, or its path, percent-encoded once more as a query parameter.',
  },
  foreignUrl: {
    code: 'EURL',
    status: 400,
    message: 'The url should be accessible using your ImageKit.io account.',
    help: 'Give a whole media URL that begins with the URL endpoint of the account, percent-encoded once more as a query parameter.',
  },
  badSignature: {
    code: 'EAUTH',
    status: 401,
    message: 'the signature of the URL is not valid',
    help: 'Sign the URL exactly as it is sent: any change of path, query or encoding needs a new signature.',
  },
  expired: {
    code: 'EAUTH',
    status: 401,
    message: 'the URL has expired',
    help: 'Sign the URL again with a later ik-t.',
  },
  signatureRequired: {
    code: 'EAUTH',
    status: 401,
    message: 'the file is private and the URL is not signed',
    help: 'Sign the URL, or use only named transformations.',
  },
  unsigned: {
    code: 'EAUTH',
    status: 401,
    message: 'the account lets this be asked for by signed URLs only',
    help: 'Sign the URL, or change the setting restrictUnsignedImages.',
  },
  unnamed: {
    code: 'EINVAL',
    status: 400,
    message: 'the account lets only named transformations be asked for without a signature',
    help: 'Use named transformations, sign the URL, or change the setting restrictUnnamedTransformations.',
  },
  notAdmitted: {
    code: 'EBLOCKED',
    status: 403,
    message: (what: 'address' | 'referer' | 'user agent') =>
      `the account does not admit requests with this ${what}`,
    help: 'The settings blockedIps, allowedIps, blockedReferers, allowedReferers and blockedUserAgents say who is admitted.',
  },
  notFound: {
    code: 'ENOENT',
    status: 404,
    message: 'no file was found in the media library at the specified path',
    help: 'Check the path; it is case-sensitive.',
  },
  methodNotAllowed: {
    code: 'EMETHOD',
    status: 405,
    message: 'files are read with GET or HEAD',
    help: 'Files are uploaded and changed through the API.',
  },
  rangeNotSatisfiable: {
    code: 'ERANGE',
    status: 416,
    message: (size: number) => `the range lies outside the ${size} bytes of the file`,
    help: 'Ask for a range within the file.',
  },
  internal: {
    code: 'EINTERNAL',
    status: 500,
    message: "the server failed; its log has the reason under this answer's x-request-id",
    help: 'Try again; if it goes on, tell the owner of the server.',
  },
});
