import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOfficialValidator } from './validate.ts';

const ID = '0123456789abcdef01234567';
const FILE = {
  type: 'file',
  name: 'a.jpg',
  createdAt: '2026-02-03T04:05:06.789Z',
  updatedAt: '2026-02-03T04:05:06.789Z',
  fileId: ID,
  tags: null,
  AITags: null,
  versionInfo: { id: ID, name: 'Version 1' },
  isPublished: true,
  customCoordinates: null,
  customMetadata: {},
  isPrivateFile: false,
  url: 'https://media.test/demo/a.jpg?updatedAt=1770091506789',
  thumbnail: 'https://media.test/demo/a.jpg?updatedAt=1770091506789&tr=n-ik_ml_thumbnail',
  fileType: 'image',
  filePath: '/a.jpg',
  mime: 'image/jpeg',
  width: 1,
  height: 1,
  size: 1,
  hasAlpha: false,
};
const FOLDER = {
  type: 'folder',
  folderId: ID,
  name: 'a',
  folderPath: '/a',
  customMetadata: {},
  createdAt: FILE.createdAt,
  updatedAt: FILE.updatedAt,
};
const NAMED = { id: 'a', name: 'a', transformation: 'w-1', enabled: true, createdAt: FILE.createdAt };
const ERROR = { message: 'No.', help: 'Ask.' };

const validate = createOfficialValidator();

function problems(operation: string, status: number, body: unknown, headers: Record<string, string> = {}) {
  const [method = '', path = ''] = operation.split(' ');
  const id = crypto.randomUUID();
  return validate({
    method,
    path,
    status,
    body: body === undefined ? '' : JSON.stringify(body),
    headers: new Headers({
      'x-ik-requestid': id,
      'x-request-id': id,
      'access-control-allow-origin': '*',
      'content-type': 'application/json; charset=utf-8',
      ...headers,
    }),
  });
}

const GOOD: readonly [string, number, unknown][] = [
  ['GET /v1/files', 200, [FILE, FOLDER]],
  ['GET /v1//files/', 200, []],
  [`GET /v1/files/${ID}/details`, 200, FILE],
  [`GET /v1/files/${ID}/details`, 404, ERROR],
  [`DELETE /v1/files/${ID}`, 204, undefined],
  ['PUT /v1/files/copy', 204, undefined],
  ['GET /v1/named-transformations', 200, [NAMED]],
  ['PATCH /v1/customMetadataFields/x', 400, { ...ERROR, errors: { a: 'is required' } }],
  ['GET /v1/what-nobody-has', 404, ERROR],
];
for (const [operation, status, body] of GOOD) {
  test(`${operation} may answer ${status} ${JSON.stringify(body)?.slice(0, 40)}`, () =>
    assert.deepEqual(problems(operation, status, body), []));
}

const without = (key: keyof typeof FILE) => {
  const { [key]: _, ...rest } = FILE;
  return rest;
};

const BAD: readonly [string, string, number, unknown, RegExp][] = [
  ['a key that is always there', `GET /v1/files/${ID}/details`, 200, without('tags'), /'tags'/],
  ['null for one that is omitted', `GET /v1/files/${ID}/details`, 200, { ...FILE, width: null }, /\/width/],
  ['another type', `GET /v1/files/${ID}/details`, 200, { ...FILE, size: '1' }, /\/size must be number: "1"/],
  [
    'a time without milliseconds',
    'GET /v1/files',
    200,
    [{ ...FILE, createdAt: '2026-02-03T04:05:06Z' }],
    /createdAt/,
  ],
  [
    'a version without its address',
    'GET /v1/files',
    200,
    [{ ...FILE, type: 'file-version' }],
    /ik-obj-version/,
  ],
  ['a folder with a size', 'GET /v1/files', 200, [{ ...FOLDER, size: null }], /\/0\/size/],
  ['a status of success that is not documented', 'GET /v1/files', 206, [], /may not answer 206/],
  ['a body where there is none', `DELETE /v1/files/${ID}`, 204, {}, /has a body/],
  ['no body where there is one', 'GET /v1/files', 200, undefined, /no JSON|no body/],
  ['an error without help', 'GET /v1/files', 400, { message: 'No.' }, /'help'/],
  ['an error with more than its keys', 'GET /v1/files', 400, { ...ERROR, stack: 'at x' }, /additional/],
  ['a key too many', 'GET /v1/named-transformations', 200, [{ ...NAMED, x: 1 }], /additional/],
  [
    'a secret of an origin',
    'POST /v1/accounts/origins',
    201,
    {
      id: 'a',
      type: 'S3',
      name: 'A',
      includeCanonicalHeader: false,
      bucket: 'b',
      prefix: '',
      useIAMRole: false,
      secretKey: 's',
    },
    /secretKey/,
  ],
];
for (const [name, operation, status, body, problem] of BAD) {
  test(`${name} is found`, () => assert.match(problems(operation, status, body).join('\n'), problem));
}

test('what every answer has is asked of every answer', () => {
  assert.match(problems('GET /v1/files', 200, [], { 'x-ik-requestid': 'x' }).join(), /x-ik-requestid is x/);
  assert.match(problems('GET /v1/files', 200, [], { 'x-request-id': 'x' }).join(), /x-request-id is x/);
  assert.match(problems('GET /health', 200, {}, { 'content-type': 'text/html' }).join(), /content-type/);
  assert.match(problems('GET /health', 200, {}, { 'access-control-allow-origin': 'x' }).join(), /CORS/);
});
