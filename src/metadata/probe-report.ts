/** From what ffprobe tells of a video or an audio file to its facts. Pure: every number here is the client's claim. */

export type MediaFacts = {
  /** Pixels as they are shown: turned as the file says, with square pixels. Null for what has no moving picture. */
  readonly width: number | null;
  readonly height: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** Bits per second, of the whole file. */
  readonly bitRate: number | null;
  /** ffprobe's short names, of the first stream of each kind. */
  readonly audioCodec: string | null;
  readonly videoCodec: string | null;
};

export const NO_MEDIA_FACTS: MediaFacts = {
  width: null,
  height: null,
  duration: null,
  bitRate: null,
  audioCodec: null,
  videoCodec: null,
};

/** A year of film, a terabit a second and what no screen has: beyond them a claim is a lie. */
const MAX_DURATION_MS = 366 * 24 * 3_600_000;
const MAX_BIT_RATE = 1e12;
const MAX_PIXELS = 1_000_000;

type Stream = {
  readonly codec_type?: unknown;
  readonly codec_name?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly sample_aspect_ratio?: unknown;
  readonly duration?: unknown;
  readonly disposition?: { readonly attached_pic?: unknown };
  readonly tags?: { readonly rotate?: unknown };
  readonly side_data_list?: readonly { readonly rotation?: unknown }[];
};

/**
 * @param report of `ffprobe -of json`
 * @param size bytes of the file, for a container that does not say its bit rate
 */
export function mediaFactsOf(report: unknown, size: number): MediaFacts {
  const { format = {}, streams = [] } = report as {
    readonly format?: { readonly duration?: unknown; readonly bit_rate?: unknown };
    readonly streams?: readonly Stream[];
  };
  // The cover of an album is a picture, not a film.
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  if (video === undefined && audio === undefined) return NO_MEDIA_FACTS;
  const seconds = within(format.duration) ?? within((video ?? audio)?.duration);
  const duration = seconds && bounded(seconds * 1000, MAX_DURATION_MS);
  const bitRate = within(format.bit_rate) ?? (duration && (size * 8000) / duration);
  return {
    ...shownSize(video),
    duration: duration ?? null,
    bitRate: (bitRate && bounded(bitRate, MAX_BIT_RATE)) ?? null,
    audioCodec: codecOf(audio),
    videoCodec: codecOf(video),
  };
}

function shownSize(video: Stream | undefined): Pick<MediaFacts, 'width' | 'height'> {
  const width = within(video?.width);
  const height = within(video?.height);
  if (video === undefined || width === undefined || height === undefined)
    return { width: null, height: null };
  const shown = bounded(width * pixelShape(video), MAX_PIXELS) ?? null;
  const high = bounded(height, MAX_PIXELS) ?? null;
  return isOnItsSide(video) ? { width: high, height: shown } : { width: shown, height: high };
}

/** How much wider than high a pixel is. */
function pixelShape({ sample_aspect_ratio: ratio }: Stream): number {
  const [, over, under] = /^(\d{1,6}):(\d{1,6})$/.exec(String(ratio)) ?? [];
  const shape = Number(over) / Number(under);
  return shape >= 0.1 && shape <= 10 ? shape : 1;
}

/** Older releases of ffprobe tell the turn as a tag, newer ones beside the stream. */
function isOnItsSide({ tags, side_data_list = [] }: Stream): boolean {
  const turn = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? tags?.rotate;
  return Math.abs(Math.round(Number(turn ?? 0) / 90)) % 2 === 1;
}

function codecOf(stream: Stream | undefined): string | null {
  const name = stream?.codec_name;
  return typeof name === 'string' && /^[a-z0-9_]{1,40}$/.test(name) ? name : null;
}

/** A positive number, however it is written. */
function within(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number > 0 ? number : undefined;
}

/** Rounded, at least 1; undefined beyond the limit. */
function bounded(value: number, limit: number): number | undefined {
  return value <= limit ? Math.max(1, Math.round(value)) : undefined;
}
