/** IPTC-IIM, which Photoshop keeps among its own resources (rest-api.md 4.4). */
import { iptcDate, iptcTime } from './dates.ts';
import type { Flat } from './flat.ts';
import { decodeText } from './tiff.ts';

/** The data sets of record 2, by ExifTool's names without hyphens. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'ApplicationRecordVersion',
  4: 'ObjectAttributeReference',
  5: 'ObjectName',
  7: 'EditStatus',
  10: 'Urgency',
  12: 'SubjectReference',
  15: 'Category',
  20: 'SupplementalCategories',
  22: 'FixtureIdentifier',
  25: 'Keywords',
  26: 'ContentLocationCode',
  27: 'ContentLocationName',
  40: 'SpecialInstructions',
  55: 'DateCreated',
  60: 'TimeCreated',
  62: 'DigitalCreationDate',
  63: 'DigitalCreationTime',
  65: 'OriginatingProgram',
  70: 'ProgramVersion',
  80: 'Byline',
  85: 'BylineTitle',
  90: 'City',
  92: 'Sublocation',
  95: 'ProvinceState',
  100: 'CountryPrimaryLocationCode',
  101: 'CountryPrimaryLocationName',
  103: 'OriginalTransmissionReference',
  105: 'Headline',
  110: 'Credit',
  115: 'Source',
  116: 'CopyrightNotice',
  118: 'Contact',
  120: 'CaptionAbstract',
  122: 'WriterEditor',
};
/** What may be there several times. Of anything else the first counts. */
const REPEATABLE = new Set([
  'SubjectReference',
  'SupplementalCategories',
  'Keywords',
  'ContentLocationCode',
  'ContentLocationName',
  'Byline',
  'BylineTitle',
  'Contact',
  'WriterEditor',
]);
const APPLICATION_RECORD_VERSION = 0;
const IPTC_RESOURCE = 0x0404;

/** @param block Photoshop's resources as a JPEG carries them, or the records alone */
export function addIptc(flat: Flat, block: Buffer): void {
  const records = block[0] === 0x1c ? block : findRecords(block);
  const found = new Map<string, string>();
  for (let at = 0; at + 5 <= records.length && records[at] === 0x1c; ) {
    const length = records.readUInt16BE(at + 3);
    // The highest bit announces a longer length, of more than a JPEG's segment can hold.
    if (length >= 0x8000) return;
    const data = records.subarray(at + 5, at + 5 + length);
    if (records[at + 1] === 2) addDataSet(flat, found, records[at + 2] ?? 0, data);
    at += 5 + length;
  }
  const date = iptcDate(found.get('DateCreated') ?? '', found.get('TimeCreated'));
  if (date !== undefined && found.has('TimeCreated')) flat.add('DateTimeCreated', date);
}

function addDataSet(flat: Flat, found: Map<string, string>, number: number, data: Buffer): void {
  const name = NAMES[number];
  if (name === undefined || (found.has(name) && !REPEATABLE.has(name))) return;
  const isVersion = number === APPLICATION_RECORD_VERSION && data.length === 2;
  const text = isVersion ? String(data.readUInt16BE(0)) : decodeText(data);
  found.set(name, text);
  if (isVersion) flat.add(name, Number(text));
  else if (/Date(Created)?$/.test(name)) flat.add(name, iptcDate(text) ?? text);
  else if (/Time(Created)?$/.test(name)) flat.add(name, iptcTime(text) ?? text);
  else flat.add(name, text);
}

/** A resource: `8BIM`, its number, a name and the data, the last two padded to even lengths. */
function findRecords(block: Buffer): Buffer {
  for (let at = Math.max(block.indexOf('8BIM'), 0); at + 12 <= block.length; ) {
    if (block.toString('latin1', at, at + 4) !== '8BIM') break;
    const nameLength = 1 + block.readUInt8(at + 6);
    const sizeAt = at + 6 + nameLength + (nameLength % 2);
    if (sizeAt + 4 > block.length) break;
    const size = block.readUInt32BE(sizeAt);
    const data = block.subarray(sizeAt + 4, sizeAt + 4 + size);
    if (block.readUInt16BE(at + 4) === IPTC_RESOURCE) return data;
    at = sizeAt + 4 + size + (size % 2);
  }
  return Buffer.alloc(0);
}
