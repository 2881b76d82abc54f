import { render } from './render.ts';
import { writeSanitizedSvg } from './svg/index.ts';

export { errors as imagingErrors } from './errors.ts';
export { knownHeader } from './header.ts';
export type { Rendered, RenderJob } from './render.ts';
export type { Target } from './written.ts';

/** What this room does in a child process. */
export const imagingTasks = { render, sanitizeSvg: writeSanitizedSvg };
