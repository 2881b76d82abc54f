/** What a file object and an upload answer say alike about pixels and seconds: a key is there or it is absent, never null. */
import { Type } from 'typebox';
import type { FileRecord } from '../../library/index.ts';

/** ImageKit's two kinds: every `image/*` is an image; video, audio and documents are not. */
export type FileType = 'image' | 'non-image';

export function fileTypeOf(mime: string): FileType {
  return mime.startsWith('image/') ? 'image' : 'non-image';
}

export const mediaProperties = {
  width: Type.Optional(Type.Integer({ description: 'Pixels; images and videos.' })),
  height: Type.Optional(Type.Integer({ description: 'Pixels; images and videos.' })),
  bitRate: Type.Optional(Type.Integer({ description: 'Bits per second; videos.' })),
  duration: Type.Optional(Type.Integer({ description: 'Seconds; videos.' })),
  audioCodec: Type.Optional(Type.String()),
  videoCodec: Type.Optional(Type.String()),
  description: Type.Optional(Type.String({ description: 'Only when set.' })),
};

export const aiTagSchema = Type.Object({
  name: Type.String(),
  confidence: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]),
  source: Type.String(),
});

export function mediaJson(file: FileRecord) {
  return {
    ...(file.height !== null && { height: file.height }),
    ...(file.width !== null && { width: file.width }),
    ...(file.bitRate !== null && { bitRate: file.bitRate }),
    ...(file.duration !== null && { duration: Math.round(file.duration / 1000) }),
    ...(file.audioCodec !== null && { audioCodec: file.audioCodec }),
    ...(file.videoCodec !== null && { videoCodec: file.videoCodec }),
    ...(file.description && { description: file.description }),
  };
}

/** Lists that are null rather than empty. */
export function listOrNull<T>(items: readonly T[]): readonly T[] | null {
  return items.length > 0 ? items : null;
}
