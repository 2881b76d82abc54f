/**
 * A streaming reader of `multipart/form-data` on Dicer. Parts come one by one in the client's order, and no more is
 * held than one chunk of the request.
 *
 * Dicer pushes: it emits parts while it is written to. This reader pulls: it writes one chunk, hands out all that
 * this chunk has completed, and only then takes the next one from the client. So there is nothing to pause, and an
 * error has one place to come out.
 */
import { Dicer } from '@fastify/busboy';
import { errors } from '../errors.ts';
import type { FormPart } from './form.ts';

/** Bytes of the header of one part: a name of 2 kB and a few lines; more is an attack or a mistake. */
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADER_LINES = 32;
/** RFC 2046 5.1.1. */
const MAX_BOUNDARY_LENGTH = 70;

type PartHeader = Readonly<Record<string, readonly string[] | undefined>>;
type ArrivingPart = { readonly stream: Dicer.PartStream; readonly header: PartHeader };

/**
 * The boundary of a `multipart/form-data` content type; undefined for any other content type.
 * Errors: `malformedForm` where it has none or an unusable one.
 */
export function multipartBoundary(contentType: string): string | undefined {
  if (!/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) return undefined;
  const found = /;\s*boundary=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(contentType);
  const boundary = found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
  if (boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH) throw errors.malformedForm();
  return boundary;
}

/** The parts of a body. Errors: those of `source`, and `malformedForm` for what is no such body. */
export async function* multipartParts(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart> {
  const form = openForm(source, boundary);
  try {
    for (;;) {
      const part = form.arrived.shift();
      if (part !== undefined) {
        yield { ...describe(part.header), body: readBody(part.stream, form.more) };
        // What the caller left unread.
        for await (const _ of readBody(part.stream, form.more));
      } else if (!(await form.more())) {
        return;
      }
    }
  } finally {
    await form.close();
  }
}

/** `more` writes one chunk of the source; false at the proper end of the form. */
function openForm(source: AsyncIterable<Uint8Array>, boundary: string) {
  const arrived: ArrivingPart[] = [];
  let headerless: Dicer.PartStream | undefined;
  let broken = false;
  let ended = false;

  const dicer = new Dicer({
    boundary,
    maxHeaderPairs: MAX_HEADER_LINES,
    // Dicer reads these two as well, its types do not know them. It cuts longer headers silently: `describe` refuses.
    ...{ maxHeaderSize: 2 * MAX_HEADER_BYTES, partHwm: Number.MAX_SAFE_INTEGER },
  });
  const fail = () => {
    broken = true;
  };
  dicer.on('error', fail);
  dicer.on('part', (stream) => {
    if (headerless !== undefined) fail();
    headerless = stream;
    stream.on('error', fail);
    stream.on('header', (header) => {
      headerless = undefined;
      arrived.push({ stream, header: header as PartHeader });
    });
  });

  const chunks = source[Symbol.asyncIterator]();
  const more = async (): Promise<boolean> => {
    if (ended) return false;
    const chunk = await chunks.next();
    if (chunk.done) {
      ended = true;
      const closed = new Promise<void>((resolve) => dicer.once('close', resolve));
      dicer.end();
      await closed;
      if (headerless !== undefined) fail();
    } else {
      await new Promise<void>((resolve) => dicer.write(chunk.value, () => resolve()));
    }
    if (broken) throw errors.malformedForm();
    return !ended;
  };
  return { arrived, more, close: async () => void (await chunks.return?.()) };
}

async function* readBody(stream: Dicer.PartStream, more: () => Promise<boolean>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes: Buffer | null = stream.read();
    if (bytes !== null) {
      yield bytes;
      continue;
    }
    // A stream announces its end one tick after its last byte was read.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    if (stream.readableEnded) return;
    if (!(await more())) throw errors.malformedForm();
  }
}

function describe(header: PartHeader): Omit<FormPart, 'body'> {
  if (headerLength(header) > MAX_HEADER_BYTES) throw errors.malformedForm();
  const contentType = header['content-type']?.[0]?.trim().toLowerCase() ?? 'text/plain';
  if (contentType.startsWith('multipart/')) throw errors.malformedForm();
  const parameters = dispositionParameters(header['content-disposition']?.[0] ?? '');
  const name = parameters.get('name');
  if (name === undefined) throw errors.malformedForm();
  const namesFile = parameters.has('filename') || parameters.has('filename*');
  return { name, isFile: namesFile || !contentType.startsWith('text/') };
}

function headerLength(header: PartHeader): number {
  return Object.entries(header).reduce(
    (sum, [name, values = []]) =>
      sum + values.reduce((length, value) => length + name.length + value.length, 0),
    0,
  );
}

/** Parameters of `form-data; name="..."; filename="..."`; what comes after the first unreadable one is ignored. */
function dispositionParameters(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const type = /^\s*form-data\s*/i.exec(value);
  if (type === null) return found;
  // Browsers escape no backslash, so one before the closing quote may be the name's own.
  const parameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"(?=\s*(?:;|$))|"([^"]*)"|([^\s;"]+))\s*/y;
  parameter.lastIndex = type[0].length;
  for (let match = parameter.exec(value); match !== null; match = parameter.exec(value)) {
    const key = (match[1] as string).toLowerCase();
    // Header bytes arrive as Latin-1; clients send UTF-8.
    const text = Buffer.from(match[2] ?? match[3] ?? match[4] ?? '', 'latin1').toString();
    if (!found.has(key)) found.set(key, text);
  }
  return found;
}
