import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xmp } from './blocks.testing.ts';
import { createFlat, type Embedded } from './flat.ts';
import { addXmp } from './xmp.ts';

async function read(text: string): Promise<Embedded> {
  const flat = createFlat();
  await addXmp(flat, Buffer.from(text));
  return flat.toEmbedded();
}

const li = (...items: string[]) => items.map((item) => `<rdf:li>${item}</rdf:li>`).join('');

describe('XMP', () => {
  const cases: readonly (readonly [what: string, description: string, expected: Embedded])[] = [
    ['attributes', 'xmp:Rating="4" photoshop:City="Oslo &amp; more">', { Rating: 4, City: 'Oslo & more' }],
    [
      'texts, dates and links',
      `><photoshop:DateCreated>2024-05-06T07:08+02:00</photoshop:DateCreated><photoshop:Credit> Me </photoshop:Credit>
       <xmp:BaseURL rdf:resource="https://example.com/"/>`,
      { DateCreated: '2024-05-06T05:08:00.000Z', Credit: 'Me', BaseURL: 'https://example.com/' },
    ],
    [
      'lists',
      `><dc:subject><rdf:Bag>${li('sea')}</rdf:Bag></dc:subject><dc:creator><rdf:Seq>${li('Ann')}</rdf:Seq></dc:creator>
       <dc:contributor><rdf:Bag>${li('B', 'C')}</rdf:Bag></dc:contributor>`,
      { Subject: ['sea'], Creator: 'Ann', Contributor: ['B', 'C'] },
    ],
    [
      'the default of alternatives',
      `><dc:title><rdf:Alt><rdf:li xml:lang="de">Titel</rdf:li><rdf:li xml:lang="x-default">Title</rdf:li></rdf:Alt></dc:title>
       <dc:rights><rdf:Alt><rdf:li xml:lang="fr">Droits</rdf:li></rdf:Alt></dc:rights>`,
      { Title: 'Title', Rights: 'Droits' },
    ],
    [
      'structures, in each of the three ways to write them',
      `><Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiAdrCity="Oslo" Iptc4xmpCore:CiEmailWork="a@b.c"/>
       <Iptc4xmpExt:LocationShown><rdf:Bag>
         <rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Rom</Iptc4xmpExt:City></rdf:li>
         <rdf:li><rdf:Description><Iptc4xmpExt:City>Bern</Iptc4xmpExt:City></rdf:Description></rdf:li>
       </rdf:Bag></Iptc4xmpExt:LocationShown>
       <Iptc4xmpExt:ArtworkOrObject><rdf:Bag><rdf:li rdf:parseType="Resource">
         <Iptc4xmpExt:AOTitle><rdf:Alt>${li('Mona')}</rdf:Alt></Iptc4xmpExt:AOTitle>
         <Iptc4xmpExt:AODateCreated>1503</Iptc4xmpExt:AODateCreated>
       </rdf:li></rdf:Bag></Iptc4xmpExt:ArtworkOrObject>
       <Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType="Resource">
         <Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rbX="0.5" Iptc4xmpExt:rbUnit="relative"/>
       </rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>
       <plus:CopyrightOwner><rdf:Seq><rdf:li plus:CopyrightOwnerName="Me"/></rdf:Seq></plus:CopyrightOwner>`,
      {
        CreatorCity: 'Oslo',
        CreatorWorkEmail: 'a@b.c',
        LocationShownCity: ['Rom', 'Bern'],
        ArtworkTitle: 'Mona',
        ArtworkDateCreated: '1503-01-01T00:00:00.000Z',
        ImageRegionBoundaryX: 0.5,
        ImageRegionBoundaryUnit: 'relative',
        CopyrightOwnerName: 'Me',
      },
    ],
    ['not the settings of editors', 'crs:Exposure="1"><crs:Tone>2</crs:Tone>', {}],
  ];
  for (const [what, description, expected] of cases) {
    it(`has ${what}`, async () => {
      assert.deepEqual(await read(xmp(description)), expected);
    });
  }

  it('may be padded with NULs, and come without x:xmpmeta', async () => {
    const bare = xmp('xmp:Rating="4">').replaceAll(/<\/?x:xmpmeta[^>]*>/g, '');
    assert.deepEqual(await read(`${bare}\0\0\0`), { Rating: 4 });
  });

  const entities = Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join(
    '',
  );
  const hostile: readonly (readonly [string, string])[] = [
    ['entities that expand', xmp('xmp:Label="&e10;">', `<!DOCTYPE x [<!ENTITY e0 "lol">${entities}]>`)],
    ['an entity nobody has declared', xmp('xmp:Label="&nbsp;">')],
    ['a thousand levels', xmp(`>${'<dc:title rdf:parseType="Resource">'.repeat(1_000)}`)],
    ['very many elements', xmp(`>${'<dc:title/>'.repeat(10_000)}`)],
    ['an end in the middle', xmp('xmp:Rating="4">').slice(0, 500)],
    ['no XML', 'hello'],
  ];
  for (const [what, text] of hostile) {
    it(`with ${what} is not read`, async () => {
      const before = performance.now();
      await assert.rejects(read(text));
      assert.ok(performance.now() - before < 500, 'it takes no time');
    });
  }

  it('of a megabyte is not read', async () => {
    assert.deepEqual(await read(xmp(`xmp:Label="${'x'.repeat(1024 * 1024)}">`)), {});
  });
});
