/**
 * What delivery makes of a URL, told instead of done: the plan as data, step by step, and where it ends when something
 * is wrong. It takes the very road of a delivery, so it cannot say anything else than what happens; only no byte is
 * touched, and what shows in pixels alone (a corrupt file) is not seen.
 */

import type { IncomingHttpHeaders } from 'node:http';
import { HalftoneError } from '../kernel/index.ts';
import { canonical, type Output, type Plan, type Step } from '../transformation/index.ts';
import type { Address } from './address.ts';
import { negotiate } from './negotiation.ts';
import { type OwnUrlDeps, targetOf } from './own-url.ts';
import { planFor } from './planning.ts';
import { readUrl } from './reading.ts';
import { createResolve, type ResolveDeps, type Resolved } from './resolve.ts';

export type ExplainDeps = ResolveDeps &
  OwnUrlDeps & {
    /** The first path segment of media URLs. */
    readonly accountId: string;
  };

export type Explain = (question: {
  /** A media URL of this server, or its path and query. */
  readonly url: string;
  /** The Host header of the question: that too is this server. */
  readonly host: string | undefined;
  /** Headers that the URL would be asked for with. */
  readonly headers: IncomingHttpHeaders;
}) => Promise<Explanation>;

/** What is there as far as the request comes; with `error` it comes no further. Absent: does not apply. */
export type Explanation = {
  /** Path and query, as they would be sent. */
  readonly target: string;
  readonly address?: Pick<Address, 'path' | 'form' | 'query'> & {
    /** As they were sent, those of the path first: one chain. */
    readonly transformations: readonly string[];
  };
  readonly signed?: boolean;
  /** All of them in canonical spelling, with what their named transformations stand for. */
  readonly transformation?: string;
  /** Every file that goes in. */
  readonly inputs?: readonly ExplainedInput[];
  readonly delivers?: 'rendition' | 'stored bytes' | 'sanitized SVG';
  readonly because?: string;
  readonly animated?: boolean;
  readonly page?: number;
  readonly steps?: readonly ExplainedStep[];
  readonly ignored?: Plan['ignored'];
  /** Of the result in pixels; absent when only the pixels can tell. */
  readonly size?: Plan['size'];
  readonly output?: Output & { readonly because: string };
  /** Headers that the answer depends on. */
  readonly vary?: Plan['vary'];
  readonly contentDpr?: number;
  /** The name of the rendition, or of the version that is delivered: the ETag. */
  readonly key?: string;
  /** What the request is answered with. */
  readonly error?: ExplainedError;
};

export type ExplainedInput = {
  readonly role: 'file' | 'default image';
  readonly versionId: string;
  readonly mime: string;
  readonly bytes: number;
  /** Pixels as stored, before the EXIF orientation is applied; null where it has none. */
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
  readonly hasAlpha: boolean;
  readonly pages: number;
  readonly isPrivate: boolean;
};

export type ExplainedStep = Pick<Step, 'operations'> & {
  /** After the step; null when only the pixels can tell. */
  readonly size: Step['size'] | null;
};

export type ExplainedError = Pick<HalftoneError, 'status' | 'code' | 'message' | 'help'> &
  Readonly<Record<string, unknown>>;

/** Rejects with errors.notOurUrl, and when database or library do not answer. Whatever else is wrong it explains. */
export function createExplain(deps: ExplainDeps): Explain {
  const resolve = createResolve(deps);
  return async ({ url, host, headers }) => {
    const target = targetOf(url, host, deps);
    const known: Partial<Resolved> = {};
    let address: Address | undefined;
    let error: HalftoneError | undefined;
    try {
      const reading = readUrl(target, deps.accountId);
      address = reading.address;
      await resolve(reading, negotiate(headers), host, known);
    } catch (thrown) {
      if (!(thrown instanceof HalftoneError) || thrown.status >= 500) throw thrown;
      error = thrown;
    }
    return {
      target,
      ...(address && { address: tellAddress(address) }),
      ...(known.grant && { signed: known.grant.signed }),
      ...(known.expansion && { transformation: canonical(known.expansion.transformation) }),
      ...(known.version && { inputs: [tellInput(known as Located)] }),
      ...(known.content && tellOutcome(known as Resolved)),
      ...(error && { error: tellError(error) }),
    };
  };
}

function tellAddress({ path, form, query, transformations }: Address): Explanation['address'] {
  return { path, form, query, transformations: transformations.map(({ text }) => text) };
}

type Located = Pick<Resolved, 'version' | 'isDefault'>;

function tellInput({ version, isDefault }: Located): ExplainedInput {
  const { versionId, mime, size, width, height, orientation, hasAlpha, pages, isPrivate } = version;
  const role = isDefault ? 'default image' : 'file';
  return { role, versionId, mime, bytes: size, width, height, orientation, hasAlpha, pages, isPrivate };
}

function tellOutcome(resolved: Resolved): Partial<Explanation> {
  const { outcome, content } = resolved;
  const { plan } = outcome;
  const { vary, ignored } = plan;
  if (plan.original) {
    const delivers = content === outcome.content ? 'stored bytes' : 'sanitized SVG';
    return { delivers, because: ORIGINAL_BECAUSE[plan.originalBecause ?? 'cannot'], vary, key: content.tag };
  }
  const { animated, page, steps, size, output, contentDpr } = plan;
  return {
    delivers: 'rendition',
    because: plan.asked ? 'the URL asks for it' : 'images are optimised without being asked',
    animated,
    ...(page !== undefined && { page }),
    steps: steps.map((step) => ({ operations: step.operations, size: step.size ?? null })),
    ignored,
    ...(size && { size }),
    output: { ...output, because: formatBecause(resolved) },
    vary,
    ...(contentDpr !== undefined && { contentDpr }),
    key: content.tag,
  };
}

const ORIGINAL_BECAUSE = {
  orig: 'orig-true',
  svg: 'an SVG stays one unless f names a raster format',
  icon: 'nothing is asked, and an icon holds a picture for each size',
  'not-an-image': 'the file is no image that can be transformed',
  'over-limit': 'nothing is asked, and the image is over the limit of megapixels',
  cannot: 'nothing is asked, and the file is over the limit of bytes or cannot be read as an image',
} as const;

/** Which of the rules of image-transformations.md 6.1 chose the format. */
function formatBecause({ outcome, expansion, version, planning }: Resolved): string {
  const { plan } = outcome;
  const { format } = plan.output;
  if (plan.vary.includes('Accept')) {
    if (format === 'webp' || format === 'avif') return `Accept names image/${format}`;
    return `Accept names no better one; ${OWN_FORMAT[format]}`;
  }
  // With the setting turned round the format would depend on Accept: then it is the setting that decides, else it is f.
  const request = { ...planning, settings: { ...planning.settings, defaultFormat: 'auto' as const } };
  const isBySetting = planFor(expansion.transformation, version, request).vary.includes('Accept');
  return isBySetting ? 'the setting for the default format keeps that of the file' : 'f in the URL';
}

const OWN_FORMAT = {
  gif: 'a GIF stays one',
  png: 'the image has transparency, or comes from PNG',
  jpg: 'a photograph is a JPEG',
} as const;

function tellError({ status, code, message, help, details }: HalftoneError): ExplainedError {
  return { ...details, status, code, message, help };
}
