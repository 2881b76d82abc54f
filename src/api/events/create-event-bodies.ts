import type { Library } from '../../library/index.ts';
import { CALLBACK, type MakeBodies, type OutboxEvent } from '../../webhooks/index.ts';
import { fileJson } from '../files/file-json.ts';
import { type AssetUrls, createAssetUrls } from '../urls.ts';
import { eventJson, idsToLookUp, type LookedUp } from './event-json.ts';

export type EventBodiesDeps = {
  readonly library: Pick<Library, 'lookUp'>;
  readonly publicUrl: string;
  readonly accountId: string;
};

/**
 * Makes what is sent of events and callbacks: compact JSON, in which files and folders are as the API's answers have
 * them at this moment.
 */
export function createEventBodies({ library, publicUrl, accountId }: EventBodiesDeps): MakeBodies {
  const urls = createAssetUrls(publicUrl, accountId);
  return async (events) => {
    const found = await library.lookUp([...new Set(events.flatMap(idsToLookUp))]);
    const bodies = events.flatMap((event) => {
      const json = event.type === CALLBACK ? callbackJson(event, found, urls) : eventJson(event, found, urls);
      return json === undefined ? [] : [[event.id, JSON.stringify(json)] as const];
    });
    return new Map(bodies);
  };
}

/** Where a file that belongs into it has gone, there is nothing to say. */
function callbackJson({ data }: OutboxEvent, found: LookedUp, urls: AssetUrls): object | undefined {
  const { body, fileId } = data as { readonly body: object; readonly fileId?: string };
  if (fileId === undefined) return body;
  const file = found.get(fileId);
  return file?.kind === 'file' ? { ...body, fileObject: fileJson(file, urls) } : undefined;
}
