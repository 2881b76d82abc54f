/** ImageKit's metadata object of an image (rest-api.md 4.1). */
import { Type } from 'typebox';
import type { IngestedFile } from '../../library/index.ts';
import { formatOfMime } from '../../metadata/index.ts';

const group = Type.Record(Type.String(), Type.Unknown());

export const metadataSchema = Type.Object(
  {
    height: Type.Optional(Type.Integer()),
    width: Type.Optional(Type.Integer()),
    size: Type.Integer({ description: 'Bytes.' }),
    format: Type.String({ description: '`jpg`, `png`, `webp`, ...' }),
    hasColorProfile: Type.Boolean(),
    quality: Type.Integer({ description: 'Always 0.' }),
    density: Type.Integer({ description: 'Dots per inch.' }),
    hasTransparency: Type.Boolean({ description: 'Whether there is an alpha channel.' }),
    exif: Type.Object({
      image: group,
      thumbnail: group,
      exif: group,
      gps: group,
      interoperability: group,
      makernote: group,
    }),
    pHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Perceptual hash.' })),
  },
  { description: 'Only when named in `responseFields`; images.' },
);

/** Undefined for what is no image, or could not be read at all. */
export function metadataJson({ file, details }: IngestedFile) {
  if (details === null) return undefined;
  return {
    metadata: {
      ...(file.height !== null && { height: file.height }),
      ...(file.width !== null && { width: file.width }),
      size: file.size,
      format: formatOfMime(file.mime),
      hasColorProfile: details.hasColorProfile,
      quality: 0,
      density: details.density,
      hasTransparency: file.hasAlpha,
      exif: details.exif,
      ...(details.phash !== null && { pHash: details.phash }),
    },
  };
}
