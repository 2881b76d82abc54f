import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HalftoneError } from '../kernel/index.ts';
import { type CheckFacts, evaluateChecks, parseChecks } from './checks.ts';
import { FIELDS, NOW } from './library.testing.ts';

const upload: CheckFacts = {
  'request.fileName': 'red-dress.jpg',
  'request.folder': '/marketing/2026',
  'request.tags': ['sale', 'summer'],
  'request.isPrivateFile': false,
  'request.useUniqueFileName': true,
  'file.size': 1_048_576,
  'file.mime': 'image/jpeg',
  'mediaMetadata.width': 1200,
  'mediaMetadata.height': null,
  customMetadata: {
    brand: 'Acme',
    rating: 4.5,
    tuple: ['luxury', 500],
    active: true,
    launch: Date.parse('2026-01-31T10:00:00Z'),
  },
};

function passes(text: string): boolean {
  const checks = parseChecks(text, FIELDS, NOW);
  try {
    evaluateChecks(checks, upload);
    return true;
  } catch (error) {
    assert.ok(error instanceof HalftoneError);
    assert.equal(error.status, 400);
    assert.equal(error.message, "Your request failed 'checks' validation.");
    return false;
  }
}

const table: readonly (readonly [checks: string, passes: boolean])[] = [
  ['"file.size" <= "1mb"', true],
  ['"file.size" < "1mb"', false],
  ["'file.mime' : image", true],
  ['"file.mime" IN ["image/png", "image/jpeg"] AND "mediaMetadata.width" > 1000', true],
  ['"request.fileName" : "red" OR "request.fileName" : "blue"', true],
  ['"request.fileName" = "Red-dress.jpg"', false],
  ['"request.fileName" NOT IN ["a", "b"]', true],
  // Folders: slashes at the ends do not count, a prefix is one of the text.
  ['"request.folder" = "marketing/2026/"', true],
  ['"request.folder" IN ["/marketing/2026"]', true],
  ['"request.folder" : "marketing/"', true],
  ['"request.folder" : "/marketing/2026/"', true],
  ['"request.folder" : "market"', true],
  ['"request.folder" : "2026"', false],
  ['"request.tags" IN ["sale", "x"]', true],
  ['"request.tags" NOT IN ["sale"]', false],
  ['"request.isPrivateFile" = false AND "request.useUniqueFileName" NOT = false', true],
  // What is not there passes no comparison, and every negative one.
  ['"mediaMetadata.height" > 0', false],
  ['"mediaMetadata.videoCodec" NOT = "h264"', true],
  ['"mediaMetadata.videoCodec" = "h264"', false],
  ['"request.customMetadata.brand" : "Ac" AND "request.customMetadata.rating" >= 4.5', true],
  ['"request.customMetadata.tuple" IN ["x", 500]', true],
  ['"request.customMetadata.tuple" NOT IN ["luxury"]', false],
  ['"request.customMetadata.active" = true', true],
  ['"request.customMetadata.launch" = "2026-01-31"', true],
  ['"request.customMetadata.story" NOT = "a"', true],
];

describe('checks', () => {
  for (const [text, expected] of table)
    it(`${text} is ${expected}`, () => assert.equal(passes(text), expected));

  const refused: readonly (readonly [string, RegExp])[] = [
    [
      '"file.size" : "1mb"',
      /^At character 13: expected one of =, <, <=, >, >= after file\.size, found ":"\.$/,
    ],
    ['name = "a"', /^At character 1: there is no field "name"\.$/],
    ['"request.tags" HAS "a"', /expected one of IN, NOT IN after request\.tags/],
    ['"request.customMetadata.brand" HAS "a"', /after request\.customMetadata\.brand, found "HAS"/],
    ['"request.customMetadata.gone" = "a"', /there is no field/],
    ['"file.size" > ', /expected a size such as 500 or "1mb", the query ends\.$/],
    ['', /^At character 1: expected a field, the query ends\.$/],
  ];
  for (const [text, help] of refused) {
    it(`${text} is refused`, () =>
      assert.throws(() => parseChecks(text, FIELDS, NOW), {
        status: 400,
        message: 'Your request contains invalid syntax for the checks parameter.',
        help,
      }));
  }
});
