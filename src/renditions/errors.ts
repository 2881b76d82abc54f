import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  overloaded: {
    code: 'EBUSY',
    status: 503,
    message: 'the server is busy with other transformations',
    help: 'Try again in a moment.',
    retryAfter: 1,
  },
  renderTimedOut: {
    code: 'ETIMEDOUT',
    status: 504,
    message: 'the transformation took too long and was stopped',
    help: 'Ask for less: a smaller source, a smaller size or fewer steps.',
  },
  /** The same rendition has taken its process down before: it is refused for a while, without another try. */
  unrenderable: {
    code: 'EFORMAT',
    status: 400,
    message: 'the image cannot be processed: it broke the decoder or the encoder more than once',
    help: 'Upload the image again from a sound source, or ask for another transformation.',
  },
  /** Opening the file, whatever was to be made of it, has taken its process down before. */
  unopenable: {
    code: 'EFORMAT',
    status: 400,
    message: 'the image cannot be processed: opening it broke the decoder more than once',
    help: 'Upload the image again from a sound source; it may be delivered as stored with tr=orig-true.',
  },
  /** As `unrenderable`, when it was memory that it had too little of. */
  tooDemanding: {
    code: 'ELIMIT',
    status: 400,
    message: 'the transformation needs more memory than it may have',
    help: 'Ask for less: a smaller source, a smaller size or fewer frames.',
  },
  /** The rendition was made, but its file cannot be read back. */
  diskFailed: {
    code: 'EDISK',
    status: 503,
    message: 'the disk of the renditions failed',
    help: 'Try again in a moment.',
    retryAfter: 5,
  },
  /** Between a rendition's headers and its bytes it was replaced by one of another length. */
  replaced: {
    code: 'EBUSY',
    status: 503,
    message: 'the rendition was replaced while it was being read',
    help: 'Try again.',
    retryAfter: 1,
  },
});
