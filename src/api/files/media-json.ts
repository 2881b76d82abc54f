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
  confidence: Type.Number({ minimum: 0, maximum: 100 }),
  source: Type.String(),
});

/** What is known of pixels and seconds. */
export type MediaRecord = Pick<
  FileRecord,
  'width' | 'height' | 'bitRate' | 'duration' | 'audioCodec' | 'videoCodec'
>;

export function mediaJson(file: MediaRecord & Pick<FileRecord, 'description'>) {
  return { ...measuresJson(file), ...(file.description && { description: file.description }) };
}

export function measuresJson(file: MediaRecord) {
  return {
    ...(file.height !== null && { height: file.height }),
    ...(file.width !== null && { width: file.width }),
    ...(file.bitRate !== null && { bitRate: file.bitRate }),
    ...(file.duration !== null && { duration: Math.round(file.duration / 1000) }),
    ...(file.audioCodec !== null && { audioCodec: file.audioCodec }),
    ...(file.videoCodec !== null && { videoCodec: file.videoCodec }),
  };
}

/** Lists that are null rather than empty. */
export function listOrNull<T>(items: readonly T[]): readonly T[] | null {
  return items.length > 0 ? items : null;
}
