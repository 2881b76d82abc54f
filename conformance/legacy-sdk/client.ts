/** The last release of the older Node SDK, `imagekit` 6, as the tests of this folder use it. */
import assert from 'node:assert/strict';
import ImageKit from 'imagekit';
import { redirectLegacySdk } from '../../test/clients/redirect-legacy-sdk.ts';
import { baseURL, client, urlEndpoint } from '../support.ts';

redirectLegacySdk(baseURL);

export const publicKey = process.env.CONFORMANCE_PUBLIC_KEY ?? 'public_key_test';
export const legacy = new ImageKit({ publicKey, privateKey: client.privateKey ?? '', urlEndpoint });

/** What the SDK rejects with: the body of the answer, and hidden in it the answer's status and headers. */
export type LegacyError = {
  readonly message: string;
  readonly help?: string;
  readonly reason?: string;
  readonly missingFileIds?: readonly string[];
  readonly $ResponseMetadata: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
  };
};

/** The error of a call that must fail, as the SDK shows it. */
export async function refusal(call: Promise<unknown>): Promise<LegacyError> {
  try {
    await call;
  } catch (error) {
    assert.ok(!(error instanceof Error), String(error));
    return error as LegacyError;
  }
  assert.fail('the call should have failed');
}

/**
 * An answer without what the SDK hides in it.
 * @throws when its status is another one
 */
export function body<Answer>(status: number, answer: Answer): Exclude<Answer, void> {
  const { $ResponseMetadata } = answer as LegacyError;
  assert.equal($ResponseMetadata.statusCode, status);
  assert.match($ResponseMetadata.headers['x-ik-requestid'] ?? '', /^[0-9a-f-]{36}$/);
  return (Array.isArray(answer) ? [...answer] : { ...answer }) as Exclude<Answer, void>;
}
