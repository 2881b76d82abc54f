import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFileChanges } from './update-body.ts';

const NOTHING = {
  tags: undefined,
  customCoordinates: undefined,
  description: undefined,
  removeAiTags: undefined,
  customMetadata: undefined,
  publish: undefined,
};

describe('the body of an update', () => {
  const accepted: readonly (readonly [object, object])[] = [
    [{}, {}],
    [{ unknown: 1 }, {}],
    [{ tags: null }, { tags: [] }],
    [{ tags: [] }, { tags: [] }],
    [{ tags: [' a ', 'b', '', 'a'] }, { tags: ['a', 'b'] }],
    [{ tags: ['x'.repeat(250), 'y'.repeat(250)] }, { tags: ['x'.repeat(250), 'y'.repeat(250)] }],
    [{ customCoordinates: null }, { customCoordinates: null }],
    [{ customCoordinates: '0,0,1,1' }, { customCoordinates: '0,0,1,1' }],
    [{ description: '' }, { description: null }],
    [{ description: null }, { description: null }],
    [{ description: 'text' }, { description: 'text' }],
    [{ removeAITags: null }, {}],
    [{ removeAITags: 'all' }, { removeAiTags: 'all' }],
    [{ removeAITags: ['a'] }, { removeAiTags: ['a'] }],
    [{ customMetadata: { a: null } }, { customMetadata: { a: null } }],
    [{ publish: { isPublished: true } }, { publish: { isPublished: true, includeVersions: false } }],
    [
      { publish: { isPublished: 'false', includeFileVersions: 'true' } },
      { publish: { isPublished: false, includeVersions: true } },
    ],
  ];
  for (const [body, changes] of accepted) {
    it(`${JSON.stringify(body).slice(0, 80)} is understood`, () => {
      assert.deepEqual(readFileChanges(body as never), { ...NOTHING, ...changes });
    });
  }

  const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;
  const tooManyTags =
    'Your request contains invalid value for tags parameter. Combined length of all tags should be less than or equal to 500.';
  const refused: readonly (readonly [object, string])[] = [
    [{ tags: 'a' }, invalid('tags')],
    [{ tags: [1] }, invalid('tags')],
    [{ tags: ['50%'] }, invalid('tags')],
    [{ tags: ['\0'] }, invalid('tags')],
    [{ tags: ['\ud800'] }, invalid('tags')],
    [{ tags: ['x'.repeat(501)] }, tooManyTags],
    [{ tags: ['x'.repeat(250), 'y'.repeat(251)] }, tooManyTags],
    [{ customCoordinates: 1 }, invalid('customCoordinates')],
    [{ customCoordinates: '' }, invalid('customCoordinates')],
    [{ customCoordinates: '1,2,3' }, invalid('customCoordinates')],
    [{ customCoordinates: '1,2,0,4' }, invalid('customCoordinates')],
    [{ customCoordinates: '-1,2,3,4' }, invalid('customCoordinates')],
    [{ description: 1 }, invalid('description')],
    [{ description: '\0' }, invalid('description')],
    [{ description: 'x'.repeat(1001) }, invalid('description')],
    [{ removeAITags: 'some' }, invalid('removeAITags')],
    [{ removeAITags: [1] }, invalid('removeAITags')],
    [{ customMetadata: 'x' }, invalid('customMetadata')],
    [{ customMetadata: [] }, invalid('customMetadata')],
    [{ publish: null }, invalid('publish')],
    [{ publish: true }, invalid('publish')],
    [{ publish: {} }, invalid('publish')],
    [{ publish: { isPublished: 1 } }, invalid('publish')],
    [{ publish: { isPublished: true, includeFileVersions: 'x' } }, invalid('publish')],
  ];
  for (const [body, message] of refused) {
    it(`${JSON.stringify(body).slice(0, 80)} is refused`, () => {
      assert.throws(() => readFileChanges(body as never), { status: 400, message });
    });
  }
});
