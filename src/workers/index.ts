export { errors as workerErrors } from './errors.ts';
export { type Loss, lossOf } from './loss.ts';
export { type ChildPool, type ChildPoolOptions, createChildPool, type PoolStats } from './pool.ts';
export type { Tasks } from './protocol.ts';
