import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { iptc } from './blocks.testing.ts';
import { createFlat } from './flat.ts';
import { addIptc } from './iptc.ts';

function read(block: Buffer) {
  const flat = createFlat();
  addIptc(flat, block);
  return flat.toEmbedded();
}

describe('IPTC', () => {
  it('has its names, lists and dates', () => {
    const block = iptc([
      [0, Buffer.from([0, 4])],
      [5, 'Title'],
      [25, 'sea'],
      [25, 'größe'],
      [55, '20240131'],
      [60, '235959+0200'],
      [80, 'Ann'],
      [85, 'Staff'],
      [100, 'DEU'],
      [105, Buffer.from('Caf\xe9', 'latin1')],
      [120, 'Caption'],
      [120, 'a second one'],
      [200, 'nobody knows'],
    ]);
    assert.deepEqual(read(block), {
      ApplicationRecordVersion: 4,
      ObjectName: 'Title',
      Keywords: ['sea', 'größe'],
      DateCreated: '2024-01-31T00:00:00.000Z',
      TimeCreated: '23:59:59+02:00',
      Byline: 'Ann',
      BylineTitle: 'Staff',
      CountryPrimaryLocationCode: 'DEU',
      Headline: 'Café',
      CaptionAbstract: 'Caption',
      DateTimeCreated: '2024-01-31T21:59:59.000Z',
    });
  });

  it('keeps a list of one keyword a list, and a date that is none as it is', () => {
    assert.deepEqual(
      read(
        iptc([
          [25, 'sea'],
          [55, 'spring'],
        ]),
      ),
      { Keywords: ['sea'], DateCreated: 'spring' },
    );
  });

  it('may come without Photoshop around it', () => {
    const bare = Buffer.from('\x1c\x02\x05\x00\x01T', 'latin1');
    assert.deepEqual(read(bare), { ObjectName: 'T' });
  });

  it('is read as far as it goes when it is damaged', () => {
    const block = iptc([
      [5, 'Title'],
      [25, 'sea'],
    ]);
    for (let at = 0; at < block.length; at += 1) {
      for (const value of [0, 0x1c, 0x7f, 0xff]) {
        const damaged = Buffer.from(block);
        damaged[at] = value;
        read(damaged);
        read(damaged.subarray(0, at));
      }
    }
  });

  it('takes in no more than its bounds', () => {
    const endless = iptc(Array.from({ length: 2_000 }, (_, index) => [25, `keyword ${index}`] as const));
    assert.equal((read(endless).Keywords as readonly string[]).length, 250);
    assert.deepEqual(
      read(
        iptc([
          [120, 'x'.repeat(5_000)],
          [5, 'T'],
        ]),
      ),
      { ObjectName: 'T' },
    );
  });
});
