import { Type } from 'typebox';
import type { Clock } from '../../kernel/index.ts';
import { errors } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { isTextOf } from '../strict-body.ts';
import { readPrompt } from './prompt.ts';

const MAX_PROMPT_LENGTH = 1_000;
const MAX_FOLDER_LENGTH = 5_000;
const MAX_TIME_ZONE_LENGTH = 64;

export function aiFilterSearch({ clock }: { readonly clock: Clock }): Route {
  return {
    method: 'POST',
    paths: ['/v1/ai-filter-search'],
    summary: 'Turn words into a searchQuery, by rules: no model is asked, and nothing is searched.',
    access: 'read',
    schema: {
      body: Type.Object({
        prompt: Type.String({
          minLength: 1,
          maxLength: MAX_PROMPT_LENGTH,
          description: 'English words, such as `red dresses tagged summer uploaded last month`.',
        }),
        currentFolder: Type.Optional(
          Type.String({ maxLength: MAX_FOLDER_LENGTH, description: 'What `in this folder` means.' }),
        ),
        timezone: Type.Optional(
          Type.String({ default: 'UTC', description: 'IANA name: where days and years begin.' }),
        ),
      }),
      response: {
        200: Type.Object({
          searchQuery: Type.String({ description: 'Empty where nothing was understood.' }),
          fileType: Type.Union(
            ['', 'images', 'videos', 'cssJs', 'others'].map((fileType) => Type.Literal(fileType)),
          ),
          isVersionIncludedInSearch: Type.Boolean(),
        }),
      },
    },
    handler: async (request) => {
      const { prompt, currentFolder = '/', timezone = 'UTC' } = jsonBody(request);
      if (prompt === undefined || prompt === null || prompt === '') throw errors.missingParameter('prompt');
      if (!isTextOf(prompt, { min: 1, max: MAX_PROMPT_LENGTH })) throw errors.invalidParameter('prompt');
      if (!isTextOf(currentFolder, { min: 0, max: MAX_FOLDER_LENGTH }))
        throw errors.invalidParameter('currentFolder');
      if (!isTimeZone(timezone)) throw errors.invalidParameter('timezone');
      return readPrompt(prompt, { currentFolder, timezone, now: clock() });
    },
  };
}

function isTimeZone(value: unknown): value is string {
  if (!isTextOf(value, { min: 1, max: MAX_TIME_ZONE_LENGTH })) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
