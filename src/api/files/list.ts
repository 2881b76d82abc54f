import { Type } from 'typebox';
import type { Clock } from '../../kernel/index.ts';
import type { Library } from '../../library/index.ts';
import { parseSearch } from '../../search/index.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { fileJson, fileSchema, folderJson, folderSchema } from './file-json.ts';
import { FILE_TYPES, readListQuery, SORTS, TYPES } from './list-query.ts';

export type ListFilesDeps = {
  readonly library: Pick<Library, 'list' | 'searchableFields'>;
  readonly urls: AssetUrls;
  readonly clock: Clock;
};

export function listFiles({ library, urls, clock }: ListFilesDeps): Route {
  async function understand(searchQuery: string) {
    // A backslash may spell the name of a field another way.
    const mayNameCustom = searchQuery.includes('customMetadata') || searchQuery.includes('\\');
    const customFields = mayNameCustom ? await library.searchableFields() : [];
    return parseSearch(searchQuery, customFields, clock());
  }
  return {
    method: 'GET',
    paths: ['/v1/files'],
    summary: 'List or search files and folders, a page at a time.',
    access: 'read',
    schema: {
      querystring: Type.Object({
        type: Type.Optional(Type.Union(words(TYPES), { description: '`file` by default.' })),
        sort: Type.Optional(Type.Union(words(SORTS), { description: '`ASC_CREATED` by default.' })),
        path: Type.Optional(Type.String({ description: 'Exactly this folder, one level.' })),
        fileType: Type.Optional(Type.Union(words(FILE_TYPES), { description: '`all` by default.' })),
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 1000, description: 'Rows of a page; 1,000 by default.' }),
        ),
        skip: Type.Optional(
          Type.Integer({ minimum: 0, description: 'Rows before the page; none by default.' }),
        ),
        tags: Type.Optional(Type.String({ description: 'Comma-separated; files with any of them.' })),
        name: Type.Optional(Type.String({ description: 'The exact name.' })),
        searchQuery: Type.Optional(
          Type.String({
            description: 'What to find; `type`, `tags`, `name` and `includeFolder` are ignored then.',
          }),
        ),
      }),
      response: { 200: Type.Array(Type.Union([fileSchema, folderSchema])) },
    },
    handler: async (request) => {
      const { searchQuery, ...query } = readListQuery(request.query as URLSearchParams);
      const search = searchQuery === undefined ? undefined : await understand(searchQuery);
      const records = await library.list({ ...query, search });
      return records.map((record) => (record.kind === 'file' ? fileJson(record, urls) : folderJson(record)));
    },
  };
}

function words<Word extends string>(all: readonly Word[]) {
  return all.map((word) => Type.Literal(word));
}
