/** What a file says about itself, as the library keeps it: whole for answers, value by value for search. */
import type { Tables, Tx } from '../database/index.ts';
import type { Details, Embedded, EmbeddedValue } from '../metadata/index.ts';
import { chunks } from './chunks.ts';
import type { VersionRef } from './custom-values.ts';
import type { FileRecord } from './record.ts';

/**
 * Of an image at least its size, its density and when it came (rest-api.md 4.4); null for what is no image, or none that
 * can be read.
 */
export function describeEmbedded(
  media: Pick<FileRecord, 'width' | 'height'>,
  details: Details | null,
  now: number,
): Embedded | null {
  const { width, height } = media;
  if (details === null || width === null || height === null) return null;
  const uploaded = new Date(now).toISOString();
  const least = {
    ImageWidth: width,
    ImageHeight: height,
    XResolution: details.density,
    YResolution: details.density,
    DateCreated: uploaded,
    DateTimeCreated: uploaded,
  };
  return { ...least, ...details.embedded };
}

type Columns = Pick<Tables['versions'], 'metadata' | 'phash' | 'latitude' | 'longitude' | 'taken_at'>;

export function detailColumns(details: Details | null): Columns {
  if (details === null)
    return { metadata: null, phash: null, latitude: null, longitude: null, taken_at: null };
  const { exif, hasColorProfile, density, phash, latitude, longitude, takenAt } = details;
  const metadata = JSON.stringify({ exif, hasColorProfile, density });
  return { metadata, phash, latitude, longitude, taken_at: takenAt };
}

/** Writes down the values of a new current version. */
export async function addEmbeddedValues(tx: Tx, version: VersionRef, embedded: Embedded): Promise<void> {
  const rows = Object.entries(embedded).flatMap(([name, value]) =>
    itemsOf(value).map((item, position) => ({
      version_id: version.versionId,
      asset_id: version.assetId,
      name,
      position,
      text_value: typeof item === 'string' ? item : null,
      number_value: typeof item === 'string' ? dateValue(item) : item,
      is_current: 1,
    })),
  );
  for (const some of chunks(rows)) await tx.insertInto('embedded_values').values(some).execute();
}

function itemsOf(value: EmbeddedValue): readonly (string | number)[] {
  return typeof value === 'object' ? value : [value];
}

function dateValue(text: string): number | null {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) : null;
}
