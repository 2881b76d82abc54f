/**
 * What every conformance test needs. The suite knows a server only by these four values, so it can be pointed at any:
 * ours, or the original's.
 */
import assert from 'node:assert/strict';
import ImageKit from '@imagekit/nodejs';
import sharp from 'sharp';
import { validateAnswers } from './answers.ts';

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: start the suite with npm run conformance (CONTRIBUTING.md says how to point it at a server)`,
    );
  return value;
}

/** Base of the API. */
export const baseURL = required('CONFORMANCE_BASE_URL');
/** Base of media URLs, such as https://ik.imagekit.io/demo. */
export const urlEndpoint = required('CONFORMANCE_URL_ENDPOINT');
const privateKey = required('CONFORMANCE_PRIVATE_KEY');

// Before the first client is made: it keeps the `fetch` that it finds.
validateAnswers(baseURL);

export const client = new ImageKit({ privateKey, baseURL, maxRetries: 0 });
export const clientWithKey = (key: string) => new ImageKit({ privateKey: key, baseURL, maxRetries: 0 });

/** Folder of this run: the suite leaves other files of the account alone. */
export const folder = `/conformance-${Date.now().toString(36)}`;

/** Left half red, right half blue. */
export function halves(
  width: number,
  height: number,
  format: 'jpeg' | 'png' | 'webp' = 'jpeg',
): Promise<Buffer> {
  const left = Math.round(width / 2);
  return sharp({ create: { width, height, channels: 3, background: '#0000ff' } })
    .composite([
      { input: { create: { width: left, height, channels: 3, background: '#ff0000' } }, left: 0, top: 0 },
    ])
    .toFormat(format, { quality: 95 })
    .toBuffer();
}

export type Fetched = { readonly status: number; readonly headers: Headers; readonly body: Buffer };

export async function get(url: string, headers: Record<string, string> = {}): Promise<Fetched> {
  const response = await fetch(url, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Fetches an image and checks its size, its type, and that its left is red and its right is blue. */
export async function assertHalves(
  url: string,
  expected: { width: number; height: number; type: string },
  headers: Record<string, string> = {},
): Promise<void> {
  const answer = await get(url, headers);
  assert.equal(answer.status, 200, `${url}: ${answer.headers.get('ik-error')}`);
  assert.equal(answer.headers.get('content-type'), expected.type);
  const { data, info } = await sharp(answer.body).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual(
    { width: info.width, height: info.height },
    { width: expected.width, height: expected.height },
  );
  const row = Math.floor(info.height / 2) * info.width;
  assertNear(data, (row + Math.floor(info.width * 0.1)) * info.channels, [255, 0, 0]);
  assertNear(data, (row + Math.floor(info.width * 0.9)) * info.channels, [0, 0, 255]);
}

function assertNear(data: Buffer, offset: number, colour: readonly number[]): void {
  const pixel = [...data.subarray(offset, offset + 3)];
  const far = pixel.some((value, channel) => Math.abs(value - (colour[channel] ?? 0)) > 24);
  assert.ok(!far, `pixel ${pixel} is not near ${colour}`);
}

/** The error of a call that must fail, as the SDK shows it. */
export async function failure(call: Promise<unknown>): Promise<InstanceType<typeof ImageKit.APIError>> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ImageKit.APIError, String(error));
    return error;
  }
  assert.fail('the call should have failed');
}
