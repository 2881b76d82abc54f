export { type Clock, systemClock } from './clock.ts';
export {
  defineErrors,
  type ErrorDetails,
  type ErrorSpec,
  fromPlain,
  HalftoneError,
  type PlainError,
  toPlain,
} from './errors.ts';
export { isObjectId, objectId, randomHex, randomToken } from './ids.ts';
export { parseJson } from './json.ts';
export { nearest } from './nearest.ts';
export { createSemaphore, type Semaphore } from './semaphore.ts';
export * as settingText from './setting-text.ts';
export { createSingleFlight, type Flight, type SingleFlight } from './single-flight.ts';
export { type Soon, when } from './soon.ts';
export { words } from './words.ts';
