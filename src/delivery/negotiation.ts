/** What a request's headers add to its URL. Only derived classes leave this file, never a header's text. */

import type { IncomingHttpHeaders } from 'node:http';
import type { PlanRequest } from '../transformation/index.ts';

export type Client = Pick<PlanRequest, 'accepts' | 'hints'>;

export function negotiate(headers: IncomingHttpHeaders): Client {
  const { accept } = headers;
  return {
    accepts: { webp: accepts(accept, 'image/webp'), avif: accepts(accept, 'image/avif') },
    hints: {
      dpr: positive(headers['sec-ch-dpr'] ?? headers.dpr),
      width: positive(headers['sec-ch-width'] ?? headers.width),
      saveData: headers['save-data'] === 'on',
    },
  };
}

/** A type must be named: a wildcard is sent by programs that can show neither (image-transformations.md 6.1). */
function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || !header.includes(type)) return false;
  return header.split(',').some((item) => {
    const [name = '', ...parameters] = item.split(';');
    return (
      name.trim() === type && !parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/i.test(parameter))
    );
  });
}

function positive(header: string | string[] | undefined): number | undefined {
  const value = typeof header === 'string' && /^\d{1,6}(\.\d{1,6})?$/.test(header) ? Number(header) : 0;
  return value > 0 ? value : undefined;
}
