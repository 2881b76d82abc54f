export { createJobs, type Handler, type Jobs, type RunningJob } from './create-jobs.ts';
export { errors as jobErrors } from './errors.ts';
export {
  enqueue,
  enqueueAll,
  finishJob,
  type Lease,
  type NewJob,
  putBackJob,
  saveProgress,
} from './queue.ts';
export { units as jobUnits } from './units.ts';
