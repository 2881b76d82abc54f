/**
 * A body for each operation that takes one, by the name of the operation. Without an example a reader of the document is
 * shown a request with every field that there is, all of them empty, which no operation takes.
 */
const fileIds = ['65c4b3a29f1e8d7c6b5a4f3e'];
const upload = {
  file: 'SGVsbG8sIHdvcmxkIQ==',
  fileName: 'hello.txt',
  folder: '/texts',
  tags: 'greeting,short',
};
const origin = { type: 'WEB_FOLDER', name: 'Old website', baseUrl: 'https://images.example.com/assets' };
const urlEndpoint = { description: 'Shop', urlPrefix: 'shop', origins: [] };
const folderMove = { sourceFolderPath: '/products/shoes', destinationPath: '/archive' };
const fileMove = { sourceFilePath: '/products/shoe.jpg', destinationPath: '/archive' };

export const EXAMPLES: Readonly<Record<string, object>> = {
  'files.upload': upload,
  'beta.v2.files.upload': upload,
  'files.update': { tags: ['shoe', 'red'], description: 'A red shoe from the left.' },
  'files.bulk.delete': { fileIds },
  'files.copy': { ...fileMove, includeFileVersions: false },
  'files.move': fileMove,
  'files.rename': { filePath: '/products/shoe.jpg', newFileName: 'red-shoe.jpg', purgeCache: true },
  'files.bulk.addTags': { fileIds, tags: ['shoe'] },
  'files.bulk.removeTags': { fileIds, tags: ['shoe'] },
  'files.bulk.removeAITags': { fileIds, AITags: ['Footwear'] },
  'customMetadataFields.create': {
    name: 'price',
    label: 'Price',
    schema: { type: 'Number', minValue: 0, isValueRequired: false },
  },
  'customMetadataFields.update': { label: 'Price in euros', schema: { minValue: 1 } },
  'folders.create': { folderName: 'shoes', parentFolderPath: '/products' },
  'folders.delete': { folderPath: '/products/shoes' },
  'folders.copy': { ...folderMove, includeVersions: false },
  'folders.move': folderMove,
  'folders.rename': { folderPath: '/products/shoes', newFolderName: 'boots', purgeCache: true },
  'cache.invalidation.create': { url: 'https://media.example.com/demo/products/shoe.jpg' },
  'namedTransformations.create': { name: 'card', transformation: 'w-400,h-300' },
  'namedTransformations.update': { transformation: 'w-400,h-300,q-70' },
  'savedExtensions.create': {
    name: 'Cut out',
    description: 'The product without its background.',
    config: { name: 'remove-bg', options: { add_shadow: true } },
  },
  'savedExtensions.update': { description: 'The product alone.' },
  'accounts.origins.create': origin,
  'accounts.origins.update': { ...origin, name: 'Older website' },
  'accounts.urlEndpoints.create': urlEndpoint,
  'accounts.urlEndpoints.update': { ...urlEndpoint, description: 'Shop and blog' },
  'accounts.webhooks.create': { endpoint: 'https://app.example.com/hooks', events: ['file.created'] },
  'accounts.webhooks.update': { enabled: false },
  'aiFilterSearch.create': { prompt: 'photos of last week' },
  'halftone.settings.update': { defaultQuality: 75, autoAvif: true },
  'halftone.keys.create': { name: 'Website', permission: 'read' },
  'halftone.keys.update': { permission: 'read-write' },
  'halftone.keys.roll': { expireOldAfter: '24h' },
};
