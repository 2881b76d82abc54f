/** What the bytes of a file say of themselves (rest-api.md 2.11): as found out when it came, or else now. */
import { type Tx, unitOfWork } from '../database/index.ts';
import type { Details, Embedded } from '../metadata/index.ts';
import { checkFileId } from './change-files.ts';
import { addEmbeddedValues, describeEmbedded, detailColumns } from './embedded.ts';
import { errors } from './errors.ts';
import { examineFile, isTimed, type Media } from './examination.ts';
import type { Library, LibraryDeps } from './library.ts';
import type { DescribedFile, FileRecord, ImageDetails } from './record.ts';
import { selectAssets, selectVersions, toRecords } from './rows.ts';

type Deps = Pick<LibraryDeps, 'database' | 'store' | 'inspect' | 'examine' | 'probe'>;

/** See `Library.describe`. */
export function createDescribe(deps: Deps): Library['describe'] {
  return async (fileId, versionId) => {
    checkFileId(fileId);
    const { file, blobKey, details } = await find(deps, fileId, versionId);
    const known = details !== null || (isTimed(file.mime) && hasFacts(file));
    return readable(known ? { file, details } : await examineNow(deps, file, blobKey));
  };
}

type Found = DescribedFile & { readonly blobKey: string };

async function find(deps: Deps, fileId: string, versionId: string | undefined): Promise<Found> {
  const { reader } = deps.database;
  const rows =
    versionId === undefined
      ? selectAssets(reader)
      : selectVersions(reader).where('versions.id', '=', versionId);
  const [file] = await toRecords(
    reader,
    await rows.where('assets.id', '=', fileId).where('assets.kind', '=', 'file').execute(),
  );
  if (file?.kind !== 'file') throw errors.fileInaccessible();
  const row = await reader
    .selectFrom('versions')
    .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
    .select(['blobs.object_key', 'versions.metadata', 'versions.phash'])
    .where('versions.id', '=', file.versionId)
    .executeTakeFirst();
  // Deleted between the two.
  if (row === undefined) throw errors.fileInaccessible();
  return { file, blobKey: row.object_key, details: detailsOf(row.metadata, row.phash) };
}

function detailsOf(metadata: string | null, phash: string | null): ImageDetails | null {
  if (metadata === null) return null;
  return { ...(JSON.parse(metadata) as Omit<ImageDetails, 'phash'>), phash };
}

async function examineNow(deps: Deps, file: FileRecord, blobKey: string): Promise<DescribedFile> {
  if (!file.mime.startsWith('image/') && !isTimed(file.mime)) throw errors.corruptFile();
  const { media, details, unasked } = await deps.store.withLocalPath(blobKey, async (path) => {
    const examined = await examineFile(deps, path, file.mime);
    if (!examined.unasked && examined.details === null && !hasFacts(examined.media))
      throw errors.corruptFile();
    return examined;
  });
  // Without a program that could tell, as little is known of it as its record says.
  if (unasked) return { file, details: null };
  const embedded = describeEmbedded(media, details, file.createdAt);
  if (file.isCurrent) await deps.database.write(keepFactsUnit, { file, media, details, embedded });
  return { file: { ...file, ...media, embedded }, details: details && shown(details) };
}

function shown({ exif, hasColorProfile, density, phash }: Details): ImageDetails {
  return { exif, hasColorProfile, density, phash };
}

function readable(described: DescribedFile): DescribedFile {
  const { file } = described;
  const isUnreadable = file.mime.startsWith('image/') && (file.width === null || file.height === null);
  if (isUnreadable) throw errors.corruptFile();
  return described;
}

function hasFacts({ duration, audioCodec, videoCodec }: Media): boolean {
  return duration !== null || audioCodec !== null || videoCodec !== null;
}

/** Writes down what was found out late, once: nothing about the file has changed but what is known of it. */
export const keepFactsUnit = unitOfWork(
  'library.keepFacts',
  async (
    tx: Tx,
    input: {
      readonly file: Pick<FileRecord, 'assetId' | 'versionId'>;
      readonly media: Media;
      readonly details: Details | null;
      readonly embedded: Embedded | null;
    },
  ): Promise<void> => {
    const { file, media, details, embedded } = input;
    const kept = await tx
      .updateTable('versions')
      .set({
        width: media.width,
        height: media.height,
        orientation: media.orientation,
        has_alpha: media.hasAlpha ? 1 : 0,
        pages: media.pages,
        bit_rate: media.bitRate,
        duration: media.duration,
        audio_codec: media.audioCodec,
        video_codec: media.videoCodec,
        embedded: embedded === null ? null : JSON.stringify(embedded),
        ...detailColumns(details),
      })
      .where('id', '=', file.versionId)
      .where('is_current', '=', 1)
      .where('metadata', 'is', null)
      .where('embedded', 'is', null)
      .where('duration', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (kept !== undefined && embedded !== null) await addEmbeddedValues(tx, file, embedded);
  },
);
