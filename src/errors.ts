import { defineErrors } from './kernel/index.ts';

/** Longest request target, in bytes. What is shorter is judged by the URL language, as a 400. */
export const MAX_TARGET_BYTES = 100_000;
/** Room for the longest target and ordinary headers. */
export const MAX_HEADER_BYTES = 128 * 1024;

/** What goes wrong before a request reaches the API or delivery, and before there are requests at all. */
export const errors = defineErrors({
  notHttp: {
    code: 'EHTTP',
    status: 400,
    message: 'Your request is not valid HTTP.',
    help: 'Check the method, the request line, the headers and the length of the body.',
  },
  hostMissing: {
    code: 'EHTTP',
    status: 400,
    message: 'Your request has no Host header.',
    help: 'HTTP/1.1 wants one in every request.',
  },
  noTunnels: {
    code: 'EHTTP',
    status: 405,
    message: 'This server is not a proxy.',
    help: 'Use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.',
  },
  headersTooSlow: {
    code: 'EHTTP',
    status: 408,
    message: 'Your request took too long to arrive.',
    help: 'Send the whole header of the request at once.',
  },
  targetTooLong: {
    code: 'EHTTP',
    status: 414,
    message: 'The URL of your request is too long.',
    help: `Keep it below ${MAX_TARGET_BYTES} bytes.`,
  },
  unknownExpectation: {
    code: 'EHTTP',
    status: 417,
    message: 'Your request has an Expect header that is not known.',
    help: 'Leave it out, or send 100-continue.',
  },
  headersTooLarge: {
    code: 'EHTTP',
    status: 431,
    message: 'The headers of your request are too large.',
    help: `Keep them below ${MAX_HEADER_BYTES} bytes in all.`,
  },
  portInUse: {
    code: 'ELISTEN',
    status: 500,
    message: (host: string, port: number) => `${host}:${port} is in use by another program.`,
    help: 'Stop that program, or choose another port with HALFTONE_PORT.',
  },
  cannotListen: {
    code: 'ELISTEN',
    status: 500,
    message: (host: string, port: number, reason: string) => `Cannot listen on ${host}:${port} (${reason}).`,
    help: 'Choose an address of this machine with HALFTONE_HOST and a free port with HALFTONE_PORT.',
  },
});
