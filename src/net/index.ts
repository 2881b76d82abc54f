export { errors as netErrors } from './errors.ts';
export { createSafeFetch, type FetchOptions, type FetchResponse, type SafeFetch } from './safe-fetch.ts';
