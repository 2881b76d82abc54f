import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UploadField } from './fields.ts';
import { readUploadParams } from './params.ts';

type Sent = Partial<Record<UploadField, string | readonly string[]>>;

function read(sent: Sent) {
  const entries = Object.entries({ fileName: 'a.jpg', ...sent }) as [UploadField, string | string[]][];
  return readUploadParams(new Map(entries.map(([name, value]) => [name, [value].flat()])));
}

const plain = read({}).ingest;

describe('upload parameters', () => {
  it("have ImageKit's defaults", () => {
    assert.deepEqual(plain, {
      fileName: 'a.jpg',
      folder: '/',
      useUniqueFileName: true,
      overwriteFile: true,
      overwriteTags: true,
      overwriteAITags: true,
      isPrivateFile: false,
      isPublished: true,
      tags: undefined,
      customCoordinates: undefined,
      description: undefined,
      customMetadata: undefined,
      overwriteCustomMetadata: true,
    });
    assert.equal(read({}).checks, undefined);
    assert.deepEqual([...read({}).responseFields], []);
  });

  const understood: readonly (readonly [Sent, Partial<typeof plain>])[] = [
    [{ fileName: 'a b/c.jpg' }, { fileName: 'a_b_c.jpg' }],
    [{ fileName: 'undefined' }, { fileName: 'undefined' }],
    [{ fileName: 'null' }, { fileName: 'null' }],
    [{ folder: 'x//y.z/' }, { folder: '/x/y_z' }],
    [{ folder: '' }, {}],
    [{ folder: 'undefined' }, {}],
    [{ useUniqueFileName: 'false' }, { useUniqueFileName: false }],
    [{ useUniqueFileName: 'null', overwriteFile: 'undefined' }, {}],
    [{ useUniqueFileName: ['true', 'false'] }, { useUniqueFileName: false }],
    [
      { isPrivateFile: 'true', isPublished: 'false', overwriteFile: 'false' },
      { isPrivateFile: true, isPublished: false, overwriteFile: false },
    ],
    [
      { overwriteTags: 'false', overwriteAITags: 'false', overwriteCustomMetadata: 'false' },
      { overwriteTags: false, overwriteAITags: false, overwriteCustomMetadata: false },
    ],
    [{ tags: '' }, { tags: [] }],
    [{ tags: 'undefined' }, {}],
    [{ tags: ' a, b ,,a,B' }, { tags: ['a', 'b', 'B'] }],
    [{ tags: '["a, b","c"]' }, { tags: ['a, b', 'c'] }],
    [{ tags: ['a,b', '["c"]', ''] }, { tags: ['a', 'b', 'c'] }],
    [{ tags: '[draft' }, { tags: ['[draft'] }],
    [{ tags: 'x'.repeat(500) }, { tags: ['x'.repeat(500)] }],
    [{ customCoordinates: '10,0,20,30' }, { customCoordinates: '10,0,20,30' }],
    [{ customCoordinates: '' }, {}],
    [{ description: '' }, { description: '' }],
    [{ description: 'x'.repeat(1_000) }, { description: 'x'.repeat(1_000) }],
    [{ customMetadata: ' {} ' }, { customMetadata: {} }],
    [{ customMetadata: '{"brand":"Nike","old":null}' }, { customMetadata: { brand: 'Nike', old: null } }],
    [{ customMetadata: '', checks: ' ' }, {}],
    [{ customMetadata: 'null', checks: 'undefined' }, {}],
    // Which are not the library's.
    [
      {
        extensions: '[]',
        transformation: '',
        webhookUrl: 'null',
      },
      {},
    ],
    [{ responseFields: '' }, {}],
  ];
  for (const [sent, expected] of understood) {
    it(`understand ${JSON.stringify(sent).slice(0, 90)}`, () => {
      assert.deepEqual(read(sent).ingest, { ...plain, ...expected });
    });
  }

  it('have the checks as they were sent', () => {
    assert.equal(read({ checks: ' "file.size" < "1mb" ' }).checks, '"file.size" < "1mb"');
  });

  it('have what is done beyond storing', () => {
    const params = read({
      extensions: '[{"name":"remove-bg"}]',
      webhookUrl: 'https://app.example.com/cb?a=1',
      transformation: '{"post":[{"type":"transformation","value":"w-300"}]}',
    });
    assert.deepEqual(params.extensions, [{ name: 'remove-bg' }]);
    assert.equal(params.webhookUrl, 'https://app.example.com/cb?a=1');
    assert.deepEqual(params.transformation, {
      pre: undefined,
      post: [{ type: 'transformation', value: 'w-300' }],
    });
    for (const none of ['', 'null', 'undefined', '{}']) {
      assert.equal(read({ transformation: none }).transformation, undefined, none);
    }
  });

  it('name the fields of the answer', () => {
    assert.deepEqual(
      [
        ...read({
          responseFields: 'tags, isPublished,customMetadata,metadata,embeddedMetadata,selectedFieldsSchema',
        }).responseFields,
      ],
      ['tags', 'isPublished', 'customMetadata', 'metadata', 'embeddedMetadata', 'selectedFieldsSchema'],
    );
  });

  const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;
  const refused: readonly (readonly [Sent, string])[] = [
    [{ fileName: '' }, 'Your request is missing fileName parameter.'],
    [{ fileName: '..' }, invalid('fileName')],
    [{ folder: 'a/../b' }, invalid('folder')],
    [{ folder: 'a/'.repeat(51) }, invalid('folder')],
    [{ useUniqueFileName: 'yes' }, invalid('useUniqueFileName')],
    [{ isPrivateFile: '' }, invalid('isPrivateFile')],
    [{ isPublished: 'TRUE' }, invalid('isPublished')],
    [{ overwriteFile: '1' }, invalid('overwriteFile')],
    [{ overwriteCustomMetadata: 'no' }, invalid('overwriteCustomMetadata')],
    [{ tags: '100%' }, invalid('tags')],
    [{ tags: 'a\0b' }, invalid('tags')],
    [{ tags: '["a",1]' }, invalid('tags')],
    [
      { tags: `${'x'.repeat(400)},${'y'.repeat(101)}` },
      'Your request contains invalid value for tags parameter. Combined length of all tags should be less than or equal to 500.',
    ],
    ...['1,2,3', '1,2,3,0', '-1,2,3,4', '1.5,2,3,4', 'a,b,c,d', '1, 2, 3, 4', `1,2,3,${'9'.repeat(20)}`].map(
      (customCoordinates) => [{ customCoordinates }, invalid('customCoordinates')] as const,
    ),
    [{ description: 'x'.repeat(1_001) }, invalid('description')],
    [{ description: '\0' }, invalid('description')],
    [{ responseFields: 'tags,colour' }, invalid('responseFields')],
    ...['ftp://a.example/', 'x', `https://a.example/${'x'.repeat(2_048)}`].map(
      (webhookUrl) => [{ webhookUrl }, invalid('webhookUrl')] as const,
    ),
    [{ extensions: '[{' }, invalid('extensions')],
    [
      { transformation: '{"pre":5}' },
      'The file could not be uploaded because the transformation field is invalid.',
    ],
    ...['[]', '"a"', '5', '{', '{a:1}'].map(
      (customMetadata) => [{ customMetadata }, invalid('customMetadata')] as const,
    ),
  ];
  for (const [sent, message] of refused) {
    it(`refuse ${JSON.stringify(sent).slice(0, 90)}`, () => {
      assert.throws(() => read(sent), { status: 400, message, reason: undefined });
    });
  }
});
