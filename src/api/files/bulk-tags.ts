/** Tags of many files at once (rest-api.md 2.8): three routes that differ in what they do to them. */
import { Type } from 'typebox';
import type { Library, TagEdit } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { isTextList, type JsonBody, jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { fileIdsSchema, readFileIds } from './file-ids.ts';
import { checkTags } from './file-values.ts';

const MAX_FILES = 50;

type Operation = {
  readonly kind: TagEdit['kind'];
  readonly path: string;
  readonly summary: string;
  /** What holds the tags in the body. */
  readonly key: 'tags' | 'AITags';
  readonly read: (value: unknown) => readonly string[];
  /** Of a file where it could not be done. */
  readonly failure: string;
};

const OPERATIONS: readonly Operation[] = [
  {
    kind: 'add',
    path: '/v1/files/addTags',
    summary: 'Add tags to up to 50 files.',
    key: 'tags',
    read: readTags,
    failure: 'Error in adding tags',
  },
  {
    kind: 'remove',
    path: '/v1/files/removeTags',
    summary: 'Remove tags from up to 50 files.',
    key: 'tags',
    read: readTags,
    failure: 'Error in removing tags',
  },
  {
    kind: 'removeAi',
    path: '/v1/files/removeAITags',
    summary: 'Remove tags that machines found from up to 50 files, by their names.',
    key: 'AITags',
    read: readAiTags,
    failure: 'Error in removing AITags',
  },
];

export function editTagsRoutes({ library }: { readonly library: Pick<Library, 'editTags'> }): Route[] {
  return OPERATIONS.map(({ kind, path, summary, key, read, failure }) => ({
    method: 'POST',
    paths: [path],
    summary: `${summary} All of them, or none when one does not exist.`,
    access: 'read-write',
    schema: {
      body: Type.Object({
        fileIds: fileIdsSchema(MAX_FILES),
        [key]: Type.Array(Type.String(), { minItems: 1, description: 'Their names.' }),
      }),
      response: {
        200: Type.Object({ successfullyUpdatedFileIds: Type.Array(Type.String()) }),
        207: Type.Object({
          successfullyUpdatedFileIds: Type.Array(Type.String()),
          errors: Type.Array(Type.Object({ fileId: Type.String(), error: Type.String() })),
        }),
      },
    },
    handler: async (request, reply) => {
      const body = jsonBody(request);
      const fileIds = readFileIds(body, MAX_FILES, errors.tooManyFilesToEdit);
      const { done, failed } = await library.editTags(fileIds, { kind, tags: read(listOf(body, key)) });
      if (failed.length === 0) return { successfullyUpdatedFileIds: done };
      return reply.code(207).send({
        successfullyUpdatedFileIds: done,
        errors: failed.map((fileId) => ({ fileId, error: failure })),
      });
    },
  }));
}

function listOf(body: JsonBody, key: 'tags' | 'AITags'): unknown {
  const value = body[key];
  if (value === undefined || value === null) throw errors.missingTags(key);
  if (Array.isArray(value) && value.length === 0) throw errors.noTags(key);
  return value;
}

function readTags(value: unknown): readonly string[] {
  if (!isTextList(value)) throw errors.invalidTags();
  const tags = checkTags(value);
  if (tags.length === 0) throw errors.noTags('tags');
  return tags;
}

function readAiTags(value: unknown): readonly string[] {
  if (!isTextList(value)) throw errors.invalidAiTags();
  return value;
}
