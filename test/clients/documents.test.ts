/** What docs/clients.md tells people to write works as it stands there; its Python is tried in python.test.ts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startServer, type TestServer } from '../server.ts';
import { documentBlocks } from './document-blocks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server?.remove());

const PROGRAMS = documentBlocks('js run');
assert.equal(PROGRAMS.length, 2);
for (const { heading, code } of PROGRAMS)
  test(`${heading}: prints the URL of what it has uploaded`, async () => {
    const env = {
      ...process.env,
      IMAGE_KIT_BASE_URL: server.baseUrl,
      IMAGEKIT_PRIVATE_KEY: server.privateKey,
      IMAGEKIT_PUBLIC_KEY: server.publicKey,
    };
    const args = ['--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    const url = stdout.trim();
    assert.ok(url.startsWith(`${server.urlEndpoint}/hello_`), url);
    assert.equal(await (await fetch(url)).text(), 'hello');
  });

test('Browsers: makes a bundle', async () => {
  const [block, ...others] = documentBlocks('js browser');
  assert.ok(block && others.length === 0);
  const { warnings } = await build({
    stdin: { contents: block.code, resolveDir: ROOT },
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  assert.deepEqual(warnings, []);
});
