/** What the bytes of a file are, found out by a child process. Nothing is believed that a client says about them. */
import { HalftoneError } from '../kernel/index.ts';
import { type Details, NO_MEDIA_FACTS } from '../metadata/index.ts';
import type { LibraryDeps } from './library.ts';
import type { Media } from './record.ts';

export type { Media } from './record.ts';

export type Examination = {
  readonly media: Media;
  /** Of an image that did not bring its reader down. */
  readonly details: Details | null;
  /** Whether there was nobody to ask: the program that reads videos is missing. */
  readonly unasked: boolean;
};

type Deps = Pick<LibraryDeps, 'inspect' | 'examine' | 'probe'>;

const UNKNOWN: Omit<Media, 'mime'> = {
  ...NO_MEDIA_FACTS,
  orientation: null,
  hasAlpha: false,
  pages: 1,
};

/** Errors: 503 of a server that cannot read at the moment. Whatever the bytes are is no error. */
export async function examineFile(deps: Deps, path: string, mime: string): Promise<Examination> {
  const unknown = { media: { ...UNKNOWN, mime }, details: null, unasked: false };
  if (isTimed(mime)) {
    const facts = await unlessUnreadable(async () => ({ found: await deps.probe(path) }));
    const found = facts?.found ?? NO_MEDIA_FACTS;
    const unasked = facts !== undefined && facts.found === undefined;
    return { ...unknown, media: { ...unknown.media, ...found }, unasked };
  }
  if (!mime.startsWith('image/')) return unknown;
  const { facts, details } = await readImage(deps, path, mime);
  const { width, height, orientation, hasAlpha, pages } = facts ?? UNKNOWN;
  return { ...unknown, media: { ...unknown.media, width, height, orientation, hasAlpha, pages }, details };
}

/** What has a duration. */
export function isTimed(mime: string): boolean {
  return mime.startsWith('video/') || mime.startsWith('audio/');
}

/**
 * An image that brings its reader down is read again, its header only; where that fails too, it is kept like any other
 * that cannot be read: its bytes are the client's.
 */
async function readImage({ examine, inspect }: Deps, path: string, mime: string) {
  const examined = await unlessUnreadable(() => examine(path, mime));
  if (examined !== undefined) return examined;
  return { facts: await unlessUnreadable(() => inspect(path, mime)), details: null };
}

/** Only a server that cannot read at the moment (503) has to say so. */
async function unlessUnreadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HalftoneError && error.status !== 503) return undefined;
    throw error;
  }
}
