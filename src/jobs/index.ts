export { createJobs, type Handler, type Jobs, type RunningJob } from './create-jobs.ts';
export { errors as jobErrors } from './errors.ts';
export { enqueue, finishJob, type Lease, type NewJob, saveProgress } from './queue.ts';
export { units as jobUnits } from './units.ts';
