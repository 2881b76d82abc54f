import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlanRequest, SourceFacts } from '../index.ts';
import { planText, REQUEST, SOURCES, withSettings } from '../testing.ts';

const webp: PlanRequest = { ...REQUEST, accepts: { webp: true, avif: false } };
const both: PlanRequest = { ...REQUEST, accepts: { webp: true, avif: true } };
const autoAvif = withSettings({ autoAvif: true }, both);
const original = withSettings({ defaultFormat: 'original' }, both);

const { S, T, gif, heic, svg } = SOURCES;
const photo: SourceFacts = { ...S, format: 'png' };
const tiff: SourceFacts = { ...S, format: 'tiff' };
/** One frame; a GIF may always be transparent. */
const logo: SourceFacts = { ...gif, pages: 1, hasAlpha: true };
const wide: SourceFacts = { ...S, width: 20_000, height: 100 };

/** Spec 6.1 and 8.7. */
const ROWS: readonly (readonly [text: string, source: SourceFacts, request: PlanRequest, format: string])[] =
  [
    ['', S, REQUEST, 'jpg'],
    ['', S, webp, 'webp'],
    ['f-auto', S, webp, 'webp'],
    ['', T, REQUEST, 'png'],
    ['', T, webp, 'webp'],
    ['', photo, REQUEST, 'png'],
    ['', S, both, 'webp'],
    ['', S, autoAvif, 'avif'],
    ['cp-true', S, autoAvif, 'webp'],
    ['', heic, autoAvif, 'webp'],
    ['', heic, REQUEST, 'jpg'],
    ['f-avif', heic, REQUEST, 'avif'],
    ['f-avif', S, REQUEST, 'avif'],
    ['f-jpg', S, both, 'jpg'],
    ['f-jpeg', S, both, 'jpg'],
    ['f-png', S, both, 'png'],
    ['f-webp', S, REQUEST, 'webp'],
    ['f-jpg', T, REQUEST, 'jpg'],
    ['f-orig', S, both, 'jpg'],
    ['f-orig', T, both, 'png'],
    ['f-orig', heic, both, 'jpg'],
    ['f-orig', { ...S, format: 'webp' }, REQUEST, 'webp'],
    ['', S, original, 'jpg'],
    ['', T, original, 'png'],
    ['', tiff, original, 'jpg'],
    ['f-auto', S, original, 'webp'],
    ['f-jpg:f-png', S, REQUEST, 'png'],
    ['', gif, REQUEST, 'gif'],
    ['', gif, webp, 'webp'],
    ['', gif, autoAvif, 'webp'],
    ['w-50,rt-90', logo, REQUEST, 'gif'],
    ['o-50', logo, REQUEST, 'png'],
    ['o-50,bg-red', logo, REQUEST, 'gif'],
    ['r-9', logo, REQUEST, 'png'],
    ['t-true:rt-45', logo, REQUEST, 'png'],
    ['b-3_FF000050', logo, REQUEST, 'png'],
    ['bg-FF000050', logo, REQUEST, 'png'],
    ['r-9', logo, webp, 'webp'],
    ['f-gif,r-9', logo, REQUEST, 'gif'],
    ['h-700', { ...logo, width: 1000, height: 10 }, REQUEST, 'png'],
    ['r-9', gif, REQUEST, 'gif'],
    ['f-gif', gif, webp, 'gif'],
    ['f-png', gif, REQUEST, 'png'],
    ['', { ...gif, format: 'webp' }, REQUEST, 'gif'],
    ['', wide, webp, 'jpg'],
    ['', { ...wide, hasAlpha: true }, webp, 'png'],
    ['', wide, autoAvif, 'jpg'],
    ['f-png,w-10', svg, REQUEST, 'png'],
    ['bg-red', T, REQUEST, 'png'],
    ['w-500,h-500,cm-pad_resize,bg-transparent', S, REQUEST, 'png'],
  ];

describe('the format of the output', () => {
  for (const [text, source, request, format] of ROWS) {
    const accepts = [request.accepts.webp && 'webp', request.accepts.avif && 'avif']
      .filter(Boolean)
      .join('+');
    it(`${text || 'nothing asked'} on ${source.width}x${source.height} ${source.format}, accepting ${accepts || 'no more'}: ${format}`, () => {
      assert.equal(planText(text, source, request).output.format, format);
    });
  }

  for (const [text, source] of [
    ['f-gif', S],
    ['f-svg', S],
    ['f-mp4', S],
    ['f-webp', wide],
    ['f-avif', wide],
  ] as const)
    it(`${text} on ${source.width}x${source.height} ${source.format} is refused`, () => {
      assert.throws(() => planText(text, source), { status: 400 });
    });

  it('varies by Accept only where Accept decides', () => {
    assert.deepEqual(planText('', S).vary, ['Accept']);
    assert.deepEqual(planText('f-auto', S, original).vary, ['Accept']);
    assert.deepEqual(planText('f-jpg', S).vary, []);
    assert.deepEqual(planText('', S, original).vary, []);
    assert.deepEqual(planText('', svg).vary, []);
  });

  it('keeps animations in GIF and WebP, and the first frame elsewhere', () => {
    assert.equal(planText('w-50', gif).animated, true);
    assert.equal(planText('w-50', gif, webp).animated, true);
    assert.equal(planText('w-50,f-jpg', gif).animated, false);
    assert.equal(planText('w-50,f-avif', gif).animated, false);
    assert.equal(planText('w-50', { ...gif, pages: 1 }).animated, false);
    assert.equal(planText('w-50', { ...S, format: 'tiff', pages: 3 }).animated, false);
  });
});

describe('the encoding of the output', () => {
  const output = (text: string, request = REQUEST, source: SourceFacts = S) =>
    planText(text, source, request).output;

  it('has the quality asked for last, else that of the settings', () => {
    assert.equal(output('q-10').quality, 10);
    assert.equal(output('q-10:w-100,q-20').quality, 20);
    assert.equal(output('q-0').quality, 1);
    assert.equal(output('q-auto').quality, 80);
    assert.equal(output('').quality, 80);
    assert.equal(output('', withSettings({ defaultQuality: 55 })).quality, 55);
  });

  it('is lower for those who save data, where the settings allow it', () => {
    const saving: PlanRequest = { ...REQUEST, hints: { saveData: true } };
    assert.equal(output('', saving).quality, 80);
    assert.equal(output('', withSettings({ dataSaver: true }, saving)).quality, 56);
    assert.deepEqual(planText('f-jpg', S, withSettings({ dataSaver: true })).vary, ['Save-Data']);
  });

  it('is lossless, progressive, or keeps metadata as asked', () => {
    assert.equal(output('f-webp,lo-true').lossless, true);
    assert.equal(output('f-jpg,lo-true').lossless, false);
    assert.equal(output('f-jpg,pr-true').progressive, true);
    assert.equal(output('f-png,pr-true').progressive, false);
    assert.deepEqual([output('md-true').keepMetadata, output('').keepMetadata], [true, false]);
    const keeping = withSettings({ keepMetadata: true, keepColorProfile: true });
    assert.deepEqual(
      [output('', keeping).keepMetadata, output('md-false', keeping).keepMetadata],
      [true, false],
    );
    assert.equal(output('cp-true').keepColorProfile, true);
  });

  it('has the density that was asked for last, without another size', () => {
    assert.equal(output('w-100').density, undefined);
    assert.equal(output('dn-300').density, 300);
    assert.equal(output('dn-72:w-100,dn-cw_div_2').density, 500);
    assert.equal(output('dn-iw_mul_100').density, 1200);
    assert.deepEqual(planText('dn-300', S).size, { width: 1000, height: 700 });
    assert.notEqual(planText('dn-300', S).key, planText('dn-301', S).key);
    assert.throws(() => output('dn-idn_mul_2'), { status: 400, message: /Cannot evaluate dn .* idn/ });
  });

  it('quantises PNG only where the settings say so, and never when lossless is asked', () => {
    const palette = withSettings({ pngCompression: 'palette' });
    assert.equal(output('f-png').pngPalette, false);
    assert.equal(output('f-png', palette).pngPalette, true);
    assert.equal(output('f-png,lo-true', palette).pngPalette, false);
    assert.equal(output('f-jpg', palette).pngPalette, false);
  });
});
