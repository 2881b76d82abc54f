/** All tasks of the image processes, which load this module for themselves. */
import { imagingTasks } from './imaging/index.ts';
import { metadataTasks } from './metadata/index.ts';

export const tasks = { ...imagingTasks, ...metadataTasks };
