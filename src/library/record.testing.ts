/** For tests: a file as the library tells of it. */
import type { FileRecord } from './record.ts';

const ID = '698173f2b1c2d3e4f5a6b7c8';
const TIME = Date.UTC(2026, 1, 3, 4, 5, 6, 789);

/** No image, in its first version. */
export const textFile: FileRecord = {
  kind: 'file',
  assetId: ID,
  versionId: ID,
  versionNumber: 1,
  isCurrent: true,
  token: 'iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4',
  name: 'größe.txt',
  folderPath: '/a b',
  path: '/a b/größe.txt',
  mime: 'text/plain',
  size: 5,
  width: null,
  height: null,
  orientation: null,
  hasAlpha: false,
  pages: 1,
  bitRate: null,
  duration: null,
  audioCodec: null,
  videoCodec: null,
  isPrivate: false,
  isPublished: true,
  customCoordinates: null,
  description: null,
  tags: [],
  aiTags: [],
  customMetadata: {},
  embedded: null,
  createdAt: TIME,
  updatedAt: TIME,
};
