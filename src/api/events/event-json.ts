/** What has happened, as webhooks are told of it (rest-api.md 5.1). */
import type { EventData, EventPayload, FileRecord, FolderRecord } from '../../library/index.ts';
import type { OutboxEvent } from '../../webhooks/index.ts';
import { fileJson, folderJson } from '../files/file-json.ts';
import type { AssetUrls } from '../urls.ts';

/** What there is now of the files and folders that events are about, by their own ids. */
export type LookedUp = ReadonlyMap<string, FileRecord | FolderRecord>;

/** The ids of what has to be looked up for an event: none, or one. */
export function idsToLookUp({ type, data }: OutboxEvent): string[] {
  const { fileId, assetId } = data as Partial<Record<string, string>>;
  if (type === 'file.deleted' || type === 'file-version.deleted') return [];
  return [fileId ?? assetId ?? []].flat();
}

/** All of the JSON of an event; undefined where what it is about has gone. */
export function eventJson(event: OutboxEvent, found: LookedUp, urls: AssetUrls): object | undefined {
  const content = contentOf(event, found, urls);
  return (
    content && {
      type: event.type,
      id: event.id,
      created_at: new Date(event.createdAt).toISOString(),
      ...content,
    }
  );
}

function contentOf({ type, data }: OutboxEvent, found: LookedUp, urls: AssetUrls): object | undefined {
  switch (type) {
    case 'file.created':
    case 'file.updated':
    case 'file-version.created': {
      const file = found.get((data as EventData['file.created']).fileId);
      return file?.kind === 'file' ? { data: fileJson(file, urls) } : undefined;
    }
    case 'folder.created':
    case 'folder.updated': {
      const { assetId, folderId } = data as EventData['folder.created'];
      const folder = found.get(assetId);
      // It may have been moved since, and show another id.
      return folder?.kind === 'folder' ? { data: { ...folderJson(folder), folderId } } : undefined;
    }
    case 'file.deleted':
    case 'file-version.deleted':
    case 'folder.deleted':
      return { data };
    default:
      return data as EventPayload;
  }
}
