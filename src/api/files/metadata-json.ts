/** ImageKit's metadata object of an image, a video or an audio file (rest-api.md 4.1, 4.3). */
import { Type } from 'typebox';
import type { DescribedFile } from '../../library/index.ts';
import { formatOfMime } from '../../metadata/index.ts';
import { type MediaRecord, measuresJson, mediaProperties } from './media-json.ts';

const group = Type.Record(Type.String(), Type.Unknown());
const { description: _, ...timed } = mediaProperties;

export const metadataSchema = Type.Object(
  {
    ...timed,
    size: Type.Integer({ description: 'Bytes.' }),
    format: Type.Optional(Type.String({ description: '`jpg`, `png`, `webp`, ...; images.' })),
    hasColorProfile: Type.Optional(Type.Boolean({ description: 'Images.' })),
    quality: Type.Optional(Type.Integer({ description: 'Always 0; images.' })),
    density: Type.Optional(Type.Integer({ description: 'Dots per inch; images.' })),
    hasTransparency: Type.Optional(
      Type.Boolean({ description: 'Whether there is an alpha channel; images.' }),
    ),
    exif: Type.Optional(
      Type.Object(
        {
          image: group,
          thumbnail: group,
          exif: group,
          gps: group,
          interoperability: group,
          makernote: group,
        },
        { description: 'Unconverted; images.' },
      ),
    ),
    pHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Perceptual hash; images.' })),
  },
  {
    $id: 'Metadata',
    description:
      'Of images, videos and audio files. In an upload answer only when named in `responseFields`.',
  },
);

/** What the metadata object shows of a file, stored or made. */
export type Described = {
  readonly file: MediaRecord & Pick<DescribedFile['file'], 'mime' | 'size' | 'hasAlpha'>;
  readonly details: DescribedFile['details'];
};

/** Undefined for what is neither image, video nor audio, and for an image that could not be read at all. */
export function metadataJson({ file, details }: Described) {
  const { size, mime, width, height } = file;
  if (mime.startsWith('video/') || mime.startsWith('audio/')) {
    return { ...measuresJson(file), size };
  }
  if (details === null) return undefined;
  return {
    ...(height !== null && { height }),
    ...(width !== null && { width }),
    size,
    format: formatOfMime(mime),
    hasColorProfile: details.hasColorProfile,
    quality: 0,
    density: details.density,
    hasTransparency: file.hasAlpha,
    exif: details.exif,
    ...(details.phash !== null && { pHash: details.phash }),
  };
}
