/** What libvips says when it gives up, as the declared errors. */
import { errors } from './errors.ts';

/** Words of messages that mean our call was wrong, not the file: they must be seen as faults of the program. */
const OUR_FAULT = /^Expected |bad extract area|parameter .* not set|must have same dimensions/;

/**
 * Runs `work`, which opens, transforms and encodes an image in memory. Whatever libvips refuses then is the image's fault:
 * every number of the plan was checked before.
 */
export async function decodingErrors<Out>(format: string, work: () => Promise<Out>): Promise<Out> {
  try {
    return await work();
  } catch (error) {
    if (!isFromLibvips(error) || OUR_FAULT.test(error.message)) throw error;
    if (/exceeds? .*(pixel|channel) limit|too large/i.test(error.message)) {
      throw errors.tooLarge('The image', 'what can be decoded').because(error);
    }
    throw errors.cannotDecode(format).because(error);
  }
}

/** sharp throws plain errors; a TypeError, an error of the file system or one declared by us is something else. */
function isFromLibvips(error: unknown): error is Error {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error);
}
