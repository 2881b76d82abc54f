/** What a request's headers add to its URL. Only derived classes leave this file, never a header's text. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Plan, PlanRequest } from '../transformation/index.ts';

export type Client = Pick<PlanRequest, 'accepts' | 'hints'>;

export function negotiate(headers: IncomingHttpHeaders): Client {
  // Media types are the same in capitals (RFC 9110, 8.3.1).
  const accept = headers.accept?.toLowerCase();
  return {
    accepts: { webp: accepts(accept, 'image/webp'), avif: accepts(accept, 'image/avif') },
    hints: {
      dpr: positive(headers['sec-ch-dpr'] ?? headers.dpr),
      width: positive(headers['sec-ch-width'] ?? headers.width),
      saveData: headers['save-data'] === 'on',
    },
  };
}

/** The names of headers whose older forms are read as well: a cache has to tell answers apart by both. */
const OLDER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'Sec-CH-DPR': ['Sec-CH-DPR', 'DPR'],
  'Sec-CH-Width': ['Sec-CH-Width', 'Width'],
};

/** All headers that a plan can depend on. */
export const NEGOTIATED: readonly string[] = ['Accept', 'Save-Data', ...Object.values(OLDER_NAMES).flat()];

/** The `Vary` of an answer whose plan depends on these. */
export function varyOf(plan: Pick<Plan, 'vary'>): readonly string[] {
  return plan.vary.flatMap((name) => OLDER_NAMES[name] ?? [name]);
}

/** A type must be named: a wildcard is sent by programs that can show neither (image-transformations.md 6.1). */
function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || !header.includes(type)) return false;
  return header.split(',').some((item) => {
    const [name = '', ...parameters] = item.split(';');
    return (
      name.trim() === type && !parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter))
    );
  });
}

function positive(header: string | string[] | undefined): number | undefined {
  const value = typeof header === 'string' && /^\d{1,6}(\.\d{1,6})?$/.test(header) ? Number(header) : 0;
  return value > 0 ? value : undefined;
}
