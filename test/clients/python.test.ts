/**
 * ImageKit's Python SDK, newer than the Node one, calls every method it has (`python/main.py`). Where Python or the
 * package registry is missing, this is skipped and says so; on CI a Python that is there must get the SDK.
 */
import assert from 'node:assert/strict';
import { before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from '../server.ts';
import { documentBlocks } from './document-blocks.ts';
import { Missing, pythonWithSdk, run, SDK_VERSION } from './python-sdk.ts';

const MAIN = fileURLToPath(new URL('./python/main.py', import.meta.url));

let python: string | Missing;
before(async () => {
  python = await pythonWithSdk().catch((error) => {
    if (error instanceof Missing) return error;
    throw error;
  });
});

/** Runs the SDK against a server of its own. */
async function runPython(t: TestContext, args: readonly string[], check: (output: string) => void) {
  if (python instanceof Missing) return t.skip(python.message);
  const server = await startServer({ HALFTONE_ALLOW_PRIVATE_ORIGINS: '127.0.0.1/32' });
  t.after(() => server.remove());
  const { ok, output } = await run(python, args, {
    IMAGE_KIT_BASE_URL: server.baseUrl,
    IMAGEKIT_PRIVATE_KEY: server.privateKey,
    CLIENT_URL_ENDPOINT: server.urlEndpoint,
    CLIENT_PUBLIC_KEY: server.publicKey,
  });
  assert.ok(ok, output);
  check(output);
}

test(`Python: every method of imagekitio ${SDK_VERSION}`, (t) =>
  runPython(t, [MAIN], (output) => {
    for (const line of output.split('\n')) t.diagnostic(line);
  }));

test('docs/clients.md: its Python prints the URL of what it has uploaded', (t) => {
  const [block, ...others] = documentBlocks('python run');
  assert.ok(block && others.length === 0);
  return runPython(t, ['-c', block.code], (output) =>
    assert.match(output, /^http:.*\/demo\/hello_.{9}\.txt$/),
  );
});
