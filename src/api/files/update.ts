import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Library } from '../../library/index.ts';
import { checkWebhookUrl, readExtensions } from '../extensions/read.ts';
import { extensionStatusSchema, extensionsSchema } from '../extensions/schemas.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { fileIdOf, fileIdParams } from './file-id.ts';
import { fileJson, fileSchema } from './file-json.ts';
import { readFileChanges } from './update-body.ts';

export type UpdateFileDeps = {
  readonly library: Pick<Library, 'update' | 'customFields'>;
  readonly accounts: Pick<Accounts, 'savedExtensions'>;
  readonly urls: AssetUrls;
};

export function updateFile({ library, accounts, urls }: UpdateFileDeps): Route {
  return {
    method: 'PATCH',
    paths: ['/v1/files/:fileId/details'],
    summary: 'Change the current version of a file.',
    access: 'read-write',
    schema: {
      params: fileIdParams,
      body: Type.Object({
        tags: Type.Optional(
          Type.Union([Type.Array(Type.String()), Type.Null()], {
            description: 'Replaces all; at most 500 characters together.',
          }),
        ),
        customCoordinates: Type.Optional(
          Type.Union([Type.String({ description: '`x,y,width,height`' }), Type.Null()]),
        ),
        description: Type.Optional(
          Type.Union([Type.String({ maxLength: 1000 }), Type.Null()], {
            description: 'Empty or null: none.',
          }),
        ),
        removeAITags: Type.Optional(
          Type.Union([Type.Array(Type.String()), Type.Literal('all')], {
            description: 'Names of AITags to take away, before extensions run.',
          }),
        ),
        customMetadata: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), { description: 'Merged; null takes a value away.' }),
        ),
        extensions: Type.Optional(extensionsSchema),
        webhookUrl: Type.Optional(
          Type.String({ format: 'uri', description: 'Told of the outcome of each extension.' }),
        ),
        publish: Type.Optional(
          Type.Object(
            {
              isPublished: Type.Boolean(),
              includeFileVersions: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
            },
            { description: 'Whether it is delivered at all.' },
          ),
        ),
      }),
      response: {
        200: Type.Object({
          ...fileSchema.properties,
          extensionStatus: Type.Optional(extensionStatusSchema),
        }),
      },
    },
    handler: async (request) => {
      const body = jsonBody(request);
      const changes = readFileChanges(body);
      const webhookUrl = checkWebhookUrl(body.webhookUrl);
      const extensions = await readExtensions(body.extensions, webhookUrl, { accounts, library });
      const { extensionStatus, ...file } = await library.update(fileIdOf(request), {
        ...changes,
        extensions,
      });
      return { ...fileJson(file, urls), ...(extensionStatus && { extensionStatus }) };
    },
  };
}
