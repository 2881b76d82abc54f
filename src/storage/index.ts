export { openDiskStore } from './disk.ts';
export { errors as storageErrors } from './errors.ts';
export { blobKey, parseBlobKey } from './key.ts';
export { syncFolder } from './sync-folder.ts';
export { type BlobStore, type ByteRange, HEAD_BYTES, type Staged } from './types.ts';
