import { defineErrors } from '../kernel/index.ts';

/**
 * What can go wrong when the program reaches out. All of it was caused by the URL somebody gave, so all of it is 4xx;
 * the codes are those that delivery shows in `ik-error` (ImageKit docs, "Error codes").
 */
export const errors = defineErrors({
  badUrl: {
    code: 'EINVAL',
    status: 400,
    message: (why: string) => `The URL cannot be fetched: ${why}.`,
    help: 'Give an absolute http:// or https:// URL without a user name and password.',
  },
  blockedAddress: {
    code: 'EACCES',
    status: 400,
    message: (host: string) => `The host ${host} is not on the public Internet, so it is not fetched.`,
    help: 'The owner of this server can allow a private host or network with HALFTONE_ALLOW_PRIVATE_ORIGINS.',
  },
  connectionRefused: {
    code: 'ECONNREFUSED',
    status: 400,
    message: (host: string) => `The host ${host} refused the connection.`,
  },
  unreachable: {
    code: 'UNIDENTIFIED',
    status: 400,
    message: (host: string) => `The host ${host} could not be reached or broke off its answer.`,
  },
  unknownEncoding: {
    code: 'UNIDENTIFIED',
    status: 400,
    message: (encoding: string) => `The answer has a content encoding that cannot be read: ${encoding}.`,
  },
  tooManyRedirects: {
    code: 'UNIDENTIFIED',
    status: 400,
    message: (limit: number) => `The URL redirects more than ${limit} times.`,
  },
  timeout: {
    code: 'ETIMEDOUT',
    status: 400,
    message: (what: string) => `The URL took too long: ${what}.`,
  },
  tooLarge: {
    code: 'ELIMIT',
    status: 400,
    message: (limit: number) => `The answer is larger than ${limit} bytes.`,
  },
  badAllowEntry: {
    code: 'EINVAL',
    status: 500,
    message: (entry: string) => `"${entry}" is no network, address or host.`,
    help: 'HALFTONE_ALLOW_PRIVATE_ORIGINS is a list of CIDRs and host names, or "true" for loopback and private networks.',
  },
});
