/** What the library knows about a file or a folder, in our own names. The API's names are made in `api/` only. */
import type { Details, Embedded } from '../metadata/index.ts';
import type { CustomMetadata } from './custom-metadata.ts';
import type { ExtensionStatus } from './extension-request.ts';

/** One version of a file, with the file it belongs to. `isCurrent` tells the file itself from its older versions. */
export type FileRecord = {
  readonly kind: 'file';
  /** The file's id, shared by all its versions. */
  readonly assetId: string;
  /** This version's own id; the first version has the file's. */
  readonly versionId: string;
  /** "Version n". */
  readonly versionNumber: number;
  readonly isCurrent: boolean;
  /** Addresses this version in delivery URLs (`ik-obj-version`): 32 characters. */
  readonly token: string;
  readonly name: string;
  /** The folder it is in: `/`, or `/a/b` without a slash at the end. */
  readonly folderPath: string;
  /** The whole path: `/a/b/name.jpg`. */
  readonly path: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels as stored, before any EXIF orientation is applied; null where the file has none. */
  readonly width: number | null;
  readonly height: number | null;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number | null;
  readonly hasAlpha: boolean;
  /** Frames of an animation or pages of a document: 1 for a plain image. */
  readonly pages: number;
  /** Bits per second. */
  readonly bitRate: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly audioCodec: string | null;
  readonly videoCodec: string | null;
  readonly isPrivate: boolean;
  readonly isPublished: boolean;
  /** `x,y,width,height`. */
  readonly customCoordinates: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly aiTags: readonly AiTag[];
  readonly customMetadata: CustomMetadata;
  /** What the file says about itself; null when it says nothing. */
  readonly embedded: Embedded | null;
  /** First upload of the file; of an older version: when it ceased to be current. Milliseconds since 1970. */
  readonly createdAt: number;
  /** Last change, milliseconds since 1970. */
  readonly updatedAt: number;
};

/** What is known of the bytes. */
export type Media = Pick<
  FileRecord,
  | 'mime'
  | 'width'
  | 'height'
  | 'orientation'
  | 'hasAlpha'
  | 'pages'
  | 'bitRate'
  | 'duration'
  | 'audioCodec'
  | 'videoCodec'
>;

/** A file that has just come: what was found out about an image is at hand. */
export type IngestedFile = {
  readonly file: FileRecord;
  readonly details: Details | null;
  /** Of the extensions that were asked for. */
  readonly extensionStatus?: ExtensionStatus | undefined;
};

export type UpdatedFile = FileRecord & {
  /** Of the extensions that were asked for. */
  readonly extensionStatus?: ExtensionStatus;
};

/** What the API's metadata object shows of an image, besides its file. */
export type ImageDetails = Pick<Details, 'exif' | 'hasColorProfile' | 'density' | 'phash'>;

/** `details` are of an image that can be read. */
export type DescribedFile = { readonly file: FileRecord; readonly details: ImageDetails | null };

export type AiTag = {
  readonly name: string;
  /** 0 to 100. */
  readonly confidence: number | null;
  /** Who made it, such as `google-auto-tagging`. */
  readonly source: string;
};

export type FolderRecord = {
  readonly kind: 'folder';
  readonly assetId: string;
  readonly name: string;
  /** The whole path, without a slash at the end. */
  readonly path: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What delivery needs to serve one version. */
export type StoredVersion = {
  readonly assetId: string;
  readonly versionId: string;
  readonly name: string;
  /** The key of its bytes in the blob store. */
  readonly blobKey: string;
  readonly mime: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
  readonly hasAlpha: boolean;
  readonly pages: number;
  readonly isPrivate: boolean;
  readonly isPublished: boolean;
  readonly customCoordinates: string | null;
  readonly updatedAt: number;
};
