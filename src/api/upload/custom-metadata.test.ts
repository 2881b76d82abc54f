import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { BASIC, HELP, suiteApi } from '../api.testing.ts';

describe('an upload with custom metadata and checks', () => {
  const api = suiteApi();
  before(async () => {
    const fields = [
      { name: 'brand', label: 'Brand', schema: { type: 'Text' } },
      { name: 'price', label: 'Price', schema: { type: 'Number', minValue: 1 } },
      {
        name: 'season',
        label: 'Season',
        schema: { type: 'MultiSelect', selectOptions: ['spring', 'autumn', 3] },
      },
      { name: 'since', label: 'Since', schema: { type: 'Date' } },
    ];
    for (const field of fields) {
      const { status } = await api().json('/v1/customMetadataFields', {
        method: 'POST',
        body: JSON.stringify(field),
        headers: { authorization: BASIC, 'content-type': 'application/json' },
      });
      assert.equal(status, 201);
    }
  });
  const upload = (fields: Readonly<Record<string, string | Blob>>) =>
    api().upload({ file: new Blob(['hello']), fileName: 'a.txt', ...fields });

  it('keeps the values, and shows them when asked', async () => {
    const values = { brand: 'Nike', price: 1200, season: ['autumn', 3], since: '2020-01-02T00:00:00.000Z' };
    const customMetadata = JSON.stringify({ ...values, since: '2020-01-02' });
    const { body } = await upload({ customMetadata, responseFields: 'customMetadata,selectedFieldsSchema' });
    assert.deepEqual(body.customMetadata, values);
    assert.ok(!('selectedFieldsSchema' in body));
    const details = await api().json(`/v1/files/${body.fileId}/details`);
    assert.deepEqual(details.body.customMetadata, values);
  });

  it('is refused for what no field admits, and leaves nothing', async () => {
    const stored = await api().storedFiles();
    assert.deepEqual(await upload({ customMetadata: '{"price":"cheap","colour":"red"}' }), {
      status: 400,
      body: {
        message: 'Invalid custom metadata.',
        help: HELP,
        errors: { colour: 'no such custom metadata field exists', price: 'should be of type number' },
      },
    });
    assert.deepEqual(await api().storedFiles(), stored);
  });

  const passing: readonly string[] = [
    '"file.size" = 5',
    '"file.size" < "1kb"',
    '"file.mime" : text',
    `'request.fileName' = 'a.txt'`,
    '"request.folder" : "shop/" AND "request.isPrivateFile" = false',
    '"request.useUniqueFileName" = true AND ("request.tags" IN ["sale"] OR "file.size" > 1000)',
    '"request.tags" NOT IN ["old"]',
    '"request.overwriteCustomMetadata" = true',
    '"request.customMetadata.brand" = "Nike" AND "request.customMetadata.price" >= 100',
    '"request.customMetadata.season" IN ["spring", "autumn"]',
    '"request.customMetadata.since" < "2021-01-01"',
    '"mediaMetadata.width" > 5 OR "file.mime" = "text/plain"',
    '"request.webhookUrl" : "https://app.example.com/" AND "request.customCoordinates" NOT = "1,2,3,4"',
  ];
  const given = {
    folder: '/shop/new',
    tags: 'sale',
    webhookUrl: 'https://app.example.com/callback',
    customMetadata: '{"brand":"Nike","price":100,"season":["autumn"],"since":"2020-01-02"}',
  };
  for (const checks of passing) {
    it(`passes ${checks}`, async () => {
      const { status, body } = await upload({ ...given, checks });
      assert.equal(status, 200, JSON.stringify(body));
    });
  }

  const failing: readonly string[] = [
    '"file.size" > 5',
    '"file.mime" : image',
    '"request.webhookUrl" = "https://app.example.com/"',
    '"request.customCoordinates" = "1,2,3,4"',
    '"mediaMetadata.width" > 0',
    '"request.customMetadata.price" > 100',
    '"request.customMetadata.since" > "2021-01-01"',
  ];
  for (const checks of failing) {
    it(`fails ${checks}, and leaves nothing`, async () => {
      const stored = await api().storedFiles();
      const { status, body } = await upload({ ...given, checks });
      assert.deepEqual([status, body.message], [400, "Your request failed 'checks' validation."]);
      assert.deepEqual(await api().storedFiles(), stored);
    });
  }

  for (const checks of ['"file.size" >', 'file.size < 5 AND', '"file.colour" = 1', '"file.size" : 5']) {
    it(`cannot read ${checks}, and leaves nothing`, async () => {
      const stored = await api().storedFiles();
      const { status, body } = await upload({ ...given, checks });
      const message = 'Your request contains invalid syntax for the checks parameter.';
      assert.deepEqual([status, body.message], [400, message]);
      assert.deepEqual(await api().storedFiles(), stored);
    });
  }

  it('of an image checks its pixels, and answers what it says about itself', async () => {
    const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#808080' } })
      .withExif({ IFD0: { Artist: 'Ann' } })
      .jpeg()
      .toBuffer();
    const { status, body } = await upload({
      file: new Blob([photo]),
      fileName: 'a.jpg',
      checks: '"mediaMetadata.width" = 30 AND "mediaMetadata.height" <= 20 AND "file.mime" = "image/jpeg"',
      responseFields: 'metadata,embeddedMetadata',
    });
    assert.equal(status, 200, JSON.stringify(body));
    const { exif, pHash, size, ...metadata } = body.metadata;
    assert.equal(exif.image.Artist, 'Ann');
    assert.deepEqual(Object.keys(exif), [
      'image',
      'thumbnail',
      'exif',
      'gps',
      'interoperability',
      'makernote',
    ]);
    assert.match(pHash, /^[0-9a-f]{16}$/);
    assert.equal(size, photo.length);
    assert.deepEqual(metadata, {
      height: 20,
      width: 30,
      format: 'jpg',
      hasColorProfile: false,
      quality: 0,
      density: 72,
      hasTransparency: false,
    });
    const { Artist, ImageWidth, DateTimeCreated } = body.embeddedMetadata;
    assert.deepEqual([Artist, ImageWidth], ['Ann', 30]);
    assert.match(DateTimeCreated, /^\d{4}-\d\d-\d\dT/);
    const details = await api().json(`/v1/files/${body.fileId}/details`);
    assert.deepEqual(details.body.embeddedMetadata, body.embeddedMetadata);
    assert.ok(!('metadata' in details.body));
  });

  it('of a text has neither kind of metadata', async () => {
    const { body } = await upload({ responseFields: 'metadata,embeddedMetadata' });
    assert.ok(!('metadata' in body) && !('embeddedMetadata' in body));
    const details = await api().json(`/v1/files/${body.fileId}/details`);
    assert.ok(!('embeddedMetadata' in details.body));
  });
});
