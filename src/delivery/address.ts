/**
 * What a media URL asks for: pure, and the only place that decodes it (delivery.md 1.1; image-transformations.md 1.1).
 *
 * The raw target is split first and decoded afterwards, part by part, so that an encoded slash inside a transformation
 * never splits it, and the signature can be checked on the text as it travelled.
 */

import { errors } from './errors.ts';

export type Address = {
  /** The file in the library: `/folder/a.jpg`, decoded once, in NFC. Undefined where the URL names a folder or nothing. */
  readonly path: string | undefined;
  /** Those of the path in their order, then those of the query: together one chain. As they were sent, not decoded. */
  readonly transformations: readonly TransformationText[];
  /** A form of the file that a last segment such as `ik-thumbnail.jpg` asks for. */
  readonly form: string | undefined;
  readonly query: Query;
  /** As it was sent, for the signature. */
  readonly raw: {
    /** The path after the endpoint, without a slash at the start. */
    readonly path: string;
    /** After the first `?`. */
    readonly query: string;
    /** From the root of the host: path and query. */
    readonly target: string;
  };
};

/** What `tr:` and `tr=` are followed by; the two forms differ in what a plus is and whether nothing is an error. */
export type TransformationText = { readonly text: string; readonly form: 'path' | 'query' };

/** The reserved query parameters that say something about the answer (delivery.md 1.2). */
export type Query = {
  /** `ik-obj-version` */
  readonly version?: string;
  /** `ik-attachment=true`, or a file name alone */
  readonly attachment?: boolean;
  /** `ik-attachment-filename`, without an extension */
  readonly attachmentName?: string;
  /** `ik-sanitizeSvg`: `true` or `false`, anything else is as if absent */
  readonly sanitizeSvg?: boolean;
};

/** delivery.md, section 1: the forms of a file that its last segment names. */
const FORMS = new Set([
  'ik-thumbnail.jpg',
  'ik-video.mp4',
  'ik-gif-video.mp4',
  'ik-master.m3u8',
  'ik-master.mpd',
  'ik-seek-thumbnail-track.vtt',
  'ik-genchapter.vtt',
  'ik-gensubtitle.transcript',
  'ik-gensubtitle.vtt',
]);

const NOTHING: Query = Object.freeze({});

/**
 * @param target the request target as received: origin form, or absolute form. Node refuses what is not ASCII in it
 * @param accountId a first segment equal to it is the endpoint's and consumed; undefined on a media domain
 * @throws errors.badAddress
 */
export function parseAddress(target: string, accountId: string | undefined): Address {
  const origin = target.startsWith('/') ? target : withoutAuthority(target);
  const question = origin.indexOf('?');
  const rawPath = question === -1 ? origin : origin.slice(0, question);
  const rawQuery = question === -1 ? '' : origin.slice(question + 1);

  const endpoint = endpointLength(rawPath, accountId);
  const path = rawPath.slice(endpoint);
  const { names, transformations, seo, folder } = readSegments(path);
  const query = rawQuery === '' ? NOTHING : readQuery(rawQuery, transformations);

  const form = names.length > 1 && FORMS.has(names.at(-1) ?? '') ? names.pop() : undefined;
  const file = seo ? seoTarget(names) : names;
  return {
    path: file.length === 0 || (folder && form === undefined) ? undefined : normalized(`/${file.join('/')}`),
    transformations,
    form,
    query,
    raw: { path, query: rawQuery, target: origin },
  };
}

/** How much of the path is the endpoint: `/`, or `/demo/`. Slashes in front of the account are collapsed. */
function endpointLength(rawPath: string, accountId: string | undefined): number {
  let start = 0;
  while (rawPath[start] === '/') start += 1;
  if (accountId !== undefined && rawPath.startsWith(accountId, start)) {
    const end = start + accountId.length;
    if (rawPath[end] === '/') return end + 1;
    if (end === rawPath.length) return end;
  }
  return start;
}

type Segments = { names: string[]; transformations: TransformationText[]; seo: boolean; folder: boolean };

function readSegments(path: string): Segments {
  const found: Segments = { names: [], transformations: [], seo: false, folder: false };
  for (const segment of path.split('/')) {
    found.folder = segment === '';
    if (segment === '') continue;
    const transformation = transformationOf(segment);
    if (transformation !== undefined) {
      found.transformations.push({ text: transformation, form: 'path' });
    } else if (segment === 'ik-seo' && !found.seo && found.names.length === 0) {
      found.seo = true;
    } else {
      found.names.push(...pathNames(segment));
    }
  }
  return found;
}

/** `tr:` is case-sensitive; clients that encode the whole path send `tr%3A`. */
function transformationOf(segment: string): string | undefined {
  if (!segment.startsWith('tr')) return undefined;
  if (segment[2] === ':') return segment.slice(3);
  return /^tr%3a/i.test(segment) ? segment.slice(5) : undefined;
}

/** The names in a segment; an encoded slash separates them like a plain one. */
function pathNames(segment: string): string[] {
  const names = segment.includes('%') ? decodeSegment(segment).split('/') : [segment];
  for (const name of names) {
    if (name === '.' || name === '..') throw errors.badAddress('it may not contain the segments . and ..');
    if (name.includes('\0')) throw errors.badAddress('it may not contain NUL');
    if (name.includes('\\')) throw errors.badAddress('it may not contain a backslash');
  }
  return names.filter((name) => name !== '');
}

function decodeSegment(segment: string): string {
  try {
    // Refuses overlong forms and surrogates as well as broken escapes.
    return decodeURIComponent(segment);
  } catch {
    throw errors.badAddress('its percent-encoding is broken, or not of UTF-8');
  }
}

/** `folder/name/anything.jpg` is `folder/name.jpg` (delivery.md, section 12); with one segment there is no file. */
function seoTarget(names: readonly string[]): readonly string[] {
  const shown = names.at(-1);
  const stored = names.at(-2);
  if (shown === undefined || stored === undefined) return [];
  const dot = shown.lastIndexOf('.');
  return [...names.slice(0, -2), dot === -1 ? stored : stored + shown.slice(dot)];
}

function readQuery(rawQuery: string, transformations: TransformationText[]): Query {
  const query: { -readonly [Key in keyof Query]: Query[Key] } = {};
  for (const pair of rawQuery.split('&')) {
    const equals = pair.indexOf('=');
    const name = formDecoded(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    switch (name) {
      case 'tr':
        if (value !== '') transformations.push({ text: value.replace(/^tr(?::|%3a)/i, ''), form: 'query' });
        break;
      case 'ik-obj-version':
        query.version = formDecoded(value);
        break;
      case 'ik-attachment':
        if (value === 'true') query.attachment = true;
        break;
      case 'ik-attachment-filename':
        query.attachmentName = formDecoded(value);
        break;
      case 'ik-sanitizeSvg':
        if (value === 'true' || value === 'false') query.sanitizeSvg = value === 'true';
        break;
    }
  }
  return query;
}

function formDecoded(text: string): string {
  return /[%+]/.test(text) ? lenientlyDecoded(text.replaceAll('+', ' ')) : text;
}

/** An invalid escape stays as it is: a query is never an error by itself. */
export function lenientlyDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** RFC 9112, 3.2.2: a server accepts the absolute form; its host says nothing that the Host header does not. */
function withoutAuthority(target: string): string {
  const [authority] = /^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i.exec(target) ?? [];
  if (authority === undefined) throw errors.badAddress('the request target is neither a path nor a URL');
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function normalized(path: string): string {
  return path.normalize('NFC');
}
