export { errors as netErrors } from './errors.ts';
export { createSafeFetch, type FetchOptions, type FetchResponse, type SafeFetch } from './safe-fetch.ts';
export { createSafePost, type PostRequest, type SafePost } from './safe-post.ts';
export { isWebUrl, MAX_WEB_URL_LENGTH } from './web-url.ts';
