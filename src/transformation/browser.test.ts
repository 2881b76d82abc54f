/** The room is pure: it bundles for a browser without anything of Node, and the bundle works. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

it('runs in a browser', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: [new URL('./index.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'transformation',
    target: 'es2022',
  });
  assert.deepEqual(warnings, []);
  // Only what every browser has besides the language itself.
  const page = createContext({ TextEncoder, TextDecoder, atob, btoa });
  const script = `
    const { canonical, parse, plan } = transformation;
    const facts = { width: 640, height: 865, hasAlpha: false, format: 'jpg', pages: 1 };
    const settings = { defaultFormat: 'auto', defaultQuality: 80, pngCompression: 'lossless', maxMegapixels: 100 };
    const request = { accepts: { webp: true, avif: false }, hints: { saveData: false }, settings };
    const parsed = parse('h-200,w-300,l-text,ie-YQ%3D%3D,l-end');
    const { size, output } = plan(parse('w-300,h-200,c-at_max'), facts, request);
    JSON.stringify([canonical(parsed), size, output.format]);
  `;
  const result = runInContext(`${outputFiles[0]?.text}\n${script}`, page);
  assert.equal(result, '["w-300,h-200,l-text,ie-YQ==,l-end",{"width":148,"height":200},"webp"]');
});
