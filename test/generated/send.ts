/** A plan as bytes on a connection that is kept: `fetch` would refuse half of what is to be sent. */
import { Agent, request as httpRequest } from 'node:http';
import type { Json } from '../official/official.ts';
import type { Answer } from '../official/validate.ts';
import type { KnownValues } from './known-values.ts';
import type { Plan, Reference } from './plans.ts';

export type Sender = {
  send(plan: Plan): Promise<Answer & { readonly target: string }>;
  close(): void;
};

const BOUNDARY = 'boundary-of-generated-requests';
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** Longer than any answer takes; a server that hangs is a finding. */
const TIMEOUT_MS = 60_000;

export function createSender(
  server: { readonly baseUrl: string; readonly privateKey: string },
  known: KnownValues,
): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(server.baseUrl);

  return {
    send(plan) {
      const [method = '', template = ''] = plan.operation.split(' ');
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name) => encoded(text(plan.path[name], known)));
      const query = plan.query
        .map(([name, value]) => `${encoded(text(name, known))}=${encoded(text(value, known))}`)
        .join('&');
      const target = query === '' ? path : `${path}?${query}`;
      const { bytes, type } = bodyOf(plan, known);
      const headers = {
        ...authorization(plan.auth, server.privateKey),
        ...((plan.contentType ?? type) && { 'content-type': plan.contentType ?? type }),
        ...(bytes !== undefined && { 'content-length': bytes.length }),
      };
      return new Promise((resolve, reject) => {
        const sent = httpRequest(
          { agent, hostname, port, method, path: target, headers, timeout: TIMEOUT_MS },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                method,
                path,
                target,
                status: response.statusCode ?? 0,
                headers: new Headers(response.headersDistinct as unknown as Record<string, string>),
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
        sent.on('error', reject);
        sent.end(bytes);
      });
    },
    close: () => agent.destroy(),
  };
}

function authorization(auth: Plan['auth'], privateKey: string): Record<string, string> {
  if (auth === 'none') return {};
  if (auth === 'garbage') return { authorization: 'Basic %%%' };
  const key = auth === 'key' ? privateKey : 'private_unknown';
  return { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
}

function bodyOf(plan: Plan, known: KnownValues): { bytes?: Buffer; type?: string } {
  const { body } = plan;
  if (body === undefined) return {};
  if ('text' in body) return { bytes: Buffer.from(body.text), type: 'application/json' };
  if ('json' in body) {
    return { bytes: Buffer.from(JSON.stringify(filled(body.json, known)) ?? ''), type: 'application/json' };
  }
  return {
    bytes: multipart(filled(body.form, known), body.broken),
    type: `multipart/form-data; boundary=${BOUNDARY}`,
  };
}

function multipart(fields: Readonly<Record<string, Json>>, broken: boolean): Buffer {
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const bytes = value === '$pixel' ? PIXEL : value === '$text' ? Buffer.from('hello') : undefined;
    const file = bytes === undefined ? '' : '; filename="a"';
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), bytes ?? Buffer.from(asText(value)), Buffer.from('\r\n')];
  });
  return Buffer.concat(broken ? parts.slice(0, -2) : [...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** A value with what the server knows in the place of the references to it. */
function filled(value: Json, known: KnownValues): Json {
  if (Array.isArray(value)) return value.map((item) => filled(item, known));
  if (typeof value !== 'object' || value === null) return value;
  if ('$known' in value || '$huge' in value) return resolved(value, known);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, known)]));
}

function resolved(reference: Reference, known: KnownValues): string {
  if ('$huge' in reference) return 'x'.repeat(reference.$huge);
  return known.pick(reference.$known, reference.index);
}

function text(value: Json, known: KnownValues): string {
  return asText(filled(value, known)).slice(0, 20_000);
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** As a part of a URL: halves of characters as the bytes that careless clients make of them. */
function encoded(value: string): string {
  const whole = value.isWellFormed() ? value : value.replaceAll(/[\ud800-\udfff]/g, '\u0001half');
  return encodeURIComponent(whole).replaceAll('%01half', '%ED%A0%80');
}
