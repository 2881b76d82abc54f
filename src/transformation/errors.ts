/** The errors of the transformation language. All are the client's: 400, or 404 for a layer's file, in `ik-error` on delivery. */
import { defineErrors } from '../kernel/index.ts';

/** Where in the transformation text something went wrong: characters from 0. */
export type Position = number;

export const errors = defineErrors({
  empty: {
    code: 'EINVAL',
    status: 400,
    message: 'The transformation is empty',
    help: 'Write at least one parameter after tr:, for example tr:w-300, or leave tr: out.',
  },
  syntax: {
    code: 'EINVAL',
    status: 400,
    message: (what: string, at: Position) => `${what} (at character ${at})`,
    help: 'Steps are separated by a colon, parameters by a comma; each parameter is key-value.',
  },
  unknownParameter: {
    code: 'EINVAL',
    status: 400,
    message: (key: string, at: Position, nearest: string | undefined) =>
      `Unknown parameter ${quote(key)} (at character ${at})${nearest ? `; did you mean ${nearest}?` : ''}`,
    help: 'See the list of transformation parameters.',
  },
  removedParameter: {
    code: 'EINVAL',
    status: 400,
    message: (key: string, at: Position) =>
      `Parameter ${quote(key)} (at character ${at}) belongs to the removed overlay syntax; use a layer: l-image,i-<path>,l-end or l-text,i-<text>,l-end`,
    help: 'Rewrite the overlay as a layer.',
  },
  invalidValue: {
    code: 'EINVAL',
    status: 400,
    message: (key: string, at: Position, given: string, allowed: string) =>
      `Invalid value ${quote(given)} of ${key} (at character ${at}); allowed: ${allowed}`,
    help: 'Correct the value.',
  },
  missingValue: {
    code: 'EINVAL',
    status: 400,
    message: (key: string, at: Position, allowed: string) =>
      `Parameter ${key} (at character ${at}) has no value; allowed: ${allowed}`,
    help: 'Write the value after a hyphen.',
  },
  cannotEvaluate: {
    code: 'EINVAL',
    status: 400,
    message: (key: string, at: Position, why: string) =>
      `Cannot evaluate ${key} (at character ${at}): ${why}`,
    help: 'Correct the expression.',
  },
  cropOutside: {
    code: 'EINVAL',
    status: 400,
    message: (place: string, at: Position, image: string, window: string, allowed: string) =>
      `${place} (at character ${at}) puts the crop window of ${window} outside the image of ${image}; allowed: ${allowed}`,
    help: 'Move the window with x, y, xc or yc so that it lies inside the image.',
  },
  notApplicable: {
    code: 'EINVAL',
    status: 400,
    message: (what: string, why: string) => `${what} cannot be used here: ${why}`,
    help: 'Remove the parameter or change the one it depends on.',
  },
  notRenderedYet: {
    code: 'EINVAL',
    status: 400,
    message: (what: string) => `${what} is not available yet`,
    help: 'This server knows the parameter but cannot render it in this version.',
  },
  namedNotFound: {
    code: 'EINVAL',
    status: 400,
    message: (name: string) => `Named transformation ${quote(name)} not found`,
    help: 'Create it, or enable it, before it is used.',
  },
  namedInvalid: {
    code: 'EINVAL',
    status: 400,
    message: (name: string, why: string) => `Named transformation ${quote(name)} is invalid: ${why}`,
    help: 'Correct the stored transformation.',
  },
  layerNotFound: {
    code: 'ENOENT',
    status: 404,
    message: (path: string) => `The file of the layer, ${quote(path)}, was not found`,
    help: 'Correct the path after l-image,i- or upload the file.',
  },
  tooComplex: {
    code: 'ELIMIT',
    status: 400,
    message: (what: string, limit: number) => `The transformation has more than ${limit} ${what}`,
    help: 'Split the work over several URLs or simplify it.',
  },
  tooLarge: {
    code: 'ELIMIT',
    status: 400,
    message: (what: string, limit: string) => `${what} is larger than the limit of ${limit}`,
    help: 'Ask for a smaller image.',
  },
});

/** A client's text as a message repeats it. */
function quote(text: string): string {
  return `"${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text}"`;
}

/** Characters of a client's text that a message repeats. */
const MAX_QUOTED = 60;
