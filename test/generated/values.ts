/** Values for generated requests: such as people send, and such as nobody should. */
import fc from 'fast-check';
import { EVENTS } from '../official/beyond.ts';
import type { Json } from '../official/official.ts';

/** A reference to what the server has told; `Reference` in plans.ts. */
export const known = (name: string): fc.Arbitrary<Json> =>
  fc.record({ $known: fc.constant(name), index: fc.nat(1000) });
const huge = fc.constantFrom(300, 5_000, 120_000).map(($huge) => ({ $huge }));

/** NUL, halves of characters, escapes that are none, names that mean something elsewhere. */
export const WEIRD_TEXT: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '.',
      '..',
      '../..',
      '/',
      '//',
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\udfff x',
      '\ufeff',
      '\u202e',
    ],
    ...[
      'null',
      'undefined',
      '-1',
      '0',
      '1e999',
      'NaN',
      'true',
      '%',
      '%zz',
      '%00',
      "' OR 1=1 --",
      '"',
      '\\',
      '`',
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '#{x}',
      '{{x}}',
      '<script>',
      'é',
      'e\u0301',
      '👩‍👩‍👧',
      'ﷺ',
      'ı',
    ],
    ...['0123456789abcdef01234567', 'ffffffffffffffffffffffff', '2026-13-45', '9'.repeat(400)],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  huge,
);

export const WEIRD_JSON: fc.Arbitrary<Json> = fc.oneof(
  WEIRD_TEXT,
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, 1e308, [], {}, [[]], [null], { length: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

export const NAME = fc.constantFrom('a.jpg', 'b c.txt', 'ü.png', 'new', 'photo.webp', 'x_1', 'Name 2');
export const FILE = fc.constantFrom(
  '$pixel',
  '$text',
  'aGVsbG8=',
  'data:text/plain;base64,aGVsbG8=',
  'http://127.0.0.1:9/a',
);

/** What a text of this name means, where the schema does not say so. */
export function hint(name: string): fc.Arbitrary<Json> | undefined {
  const values = HINTS[name];
  if (values !== undefined) return fc.constantFrom(...values);
  const reference = KNOWN[name];
  return reference === undefined ? undefined : fc.oneof(known(reference), known(reference), NAME);
}

/** Names of request keys, and under which name answers have had such values. */
const KNOWN: Readonly<Record<string, string>> = {
  fileIds: 'fileId',
  origins: 'id of /v1/accounts/origins',
  sourceFilePath: 'filePath',
  filePath: 'filePath',
  sourceFolderPath: 'folderPath',
  destinationPath: 'folderPath',
  parentFolderPath: 'folderPath',
  folderPath: 'folderPath',
  folder: 'folderPath',
  path: 'folderPath',
  currentFolder: 'folderPath',
  url: 'url',
  field: 'field',
};

const HINTS: Readonly<Record<string, readonly Json[]>> = {
  file: ['$pixel', '$text'],
  fileName: ['a.jpg', 'b c.txt'],
  newFileName: ['n1.jpg', 'n2.png', 'n3'],
  newFolderName: ['f1', 'f2', 'f3'],
  folderName: ['f4', 'f5', 'a b'],
  name: ['one', 'two', 'three', 'Four 4', 'five_5', 'x'.repeat(101)],
  type: [
    'file',
    'folder',
    'all',
    'file-version',
    'Number',
    'Text',
    'MultiSelect',
    'S3',
    'WEB_PROXY',
    'IMGIX',
  ],
  sort: ['ASC_NAME', 'DESC_SIZE', 'DESC_RELEVANCE', 'ASC_ORIGINAL_CREATION_DATE', 'DESC_DURATION'],
  fileType: ['image', 'non-image', 'all'],
  searchQuery: [
    ...['name = "a.jpg"', 'createdAt > "7d" AND size < "1mb"', 'tags IN ["a", "b"] OR private = true'],
    ...[
      'tags HAS "a"',
      'path : "/"',
      'type = "folder"',
      'type IN ["file","file-version"]',
      '"customMetadata.one" EXISTS',
    ],
    ...[
      'name ~ "x"',
      '(name = "a"',
      'width HAS "3"',
      'createdAt > "7q"',
      'foo = 1',
      '"embeddedMetadata.LocationTaken" = "40,100 5km"',
    ],
  ],
  checks: [
    '"file.size" < "1mb"',
    '"request.folder" : "a"',
    '"file.mime" : image',
    '"nothing" = 1',
    '"file.size" <',
  ],
  transformation: [
    'w-100',
    'tr:w-100,h-100:rt-90',
    'n-one',
    '{"pre":"w-10"}',
    '{"post":[{"type":"transformation","value":"w-1"}]}',
  ],
  value: ['w-20', 'sr-240_360', 'x'],
  extensions: ['[{"name":"remove-bg"}]', '[]', '[{"name":"ai-auto-description"}]', '{"name":1}'],
  customMetadata: ['{"one":1}', '{}', '{"two":"x"}', '[]', 'null'],
  responseFields: ['tags', 'tags,metadata,customMetadata,embeddedMetadata,isPublished', 'nothing'],
  customCoordinates: ['1,2,3,4', '1,2,3', '0,0,0,0'],
  webhookUrl: ['https://hooks.invalid/x', 'http://127.0.0.1:9/', 'ftp://x'],
  tags: ['a', 'a,b', 'c'],
  AITags: ['a', 'b'],
  events: EVENTS,
  endpoint: ['https://hooks.invalid/a', 'https://hooks.invalid/b', 'https://s3.invalid', 'nothing'],
  baseUrl: ['https://origin.invalid/a', 'https://origin.invalid', 'x'],
  urlPrefix: ['a', 'b-2', '', 'ü'],
  clientEmail: ['a@b.example', 'x'],
  startDate: ['2026-11-01', '2026-11-20', '2026-11'],
  endDate: ['2026-11-25', '2026-11-20', '2027-03-01'],
  expire: ['1', '9999999999'],
  useUniqueFileName: ['false', 'true', 'x'],
  overwriteFile: ['false', 'true'],
  isPrivateFile: ['false', 'true'],
  isPublished: ['false', 'true'],
  bg_image_url: ['https://x.invalid/a.jpg', 'x'],
};
