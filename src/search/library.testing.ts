/** Generated libraries, as plain records, and what the naive evaluator compares of them. */
import { ORIGINAL_DATE_FIELD_ID } from '../database/index.ts';
import type { AssetTarget } from './asset-fields.ts';
import type { CustomField } from './custom-operators.ts';
import type { Values } from './evaluate.ts';
import type { Random } from './random.testing.ts';
import { formatOf } from './values/index.ts';

export type Plain = {
  readonly kind: 'file' | 'file-version' | 'folder';
  /** As it is shown. */
  readonly assetId: string;
  /** Of the row: a folder that was moved shows another one. */
  readonly rowId: string;
  readonly versionId: string | undefined;
  readonly name: string;
  readonly folder: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly file?: {
    readonly mime: string;
    readonly size: number;
    readonly width: number | null;
    readonly height: number | null;
    readonly duration: number | null;
    readonly isPrivate: boolean;
    readonly isPublished: boolean;
    readonly hasAlpha: boolean;
    readonly takenAt: number | null;
    readonly place: readonly [latitude: number, longitude: number] | null;
    readonly tags: readonly string[];
    /** By the ids of fields. */
    readonly custom: Readonly<Record<string, readonly (string | number | boolean)[]>>;
    readonly embedded: Readonly<Record<string, readonly (string | number)[]>>;
  };
};

export const NOW = Date.parse('2026-03-31T12:00:00.000Z');
const DAY = 86_400_000;

/** What libraries are made of and queries ask for: few values, so that they meet. */
export const POOL = {
  names: [
    'red-dress-summer.jpg',
    'red_dress.png',
    'Red.jpg',
    'redwoods.webp',
    'a "quoted" name.jpg',
    'größe.txt',
    'GROSSE.txt',
    '100%.jpg',
    '100_.jpg',
    '100x.jpg',
    "o'neill.png",
    'back\\slash.png',
    '日本語.gif',
    '👗 dress.jpg',
    '\u{1f457}\u{1f457}',
    'a\ud7ffb',
    'a\ue000b',
    "'; drop table assets; --",
    'sale',
    'summer-sale.mp4',
    'ÉTÉ.mp4',
    'ete',
  ],
  folders: ['/', '/shop', '/shop/red', '/shop/red/sale', '/Shop', '/sho', '/shop_', '/100%'],
  tags: ['sale', 'summer-sale', 'sales', 'Sale', 'red dress', '100%', '_', 'été', "a'b", '👗'],
  texts: [
    'luxury',
    'Luxury goods',
    'lux',
    '',
    '500',
    'red dress in summer',
    'été 2026',
    `${'long '.repeat(40)}end`,
    `${'long '.repeat(40)}other`,
  ],
  numbers: [0, 1, 4.3, 5, -2.5, 500, 1024, 1536, 2_000_000, 3_000_000_000, 0.1],
  mimes: [
    'image/jpeg',
    'image/png',
    'image/svg+xml',
    'video/mp4',
    'text/plain',
    'application/pdf',
    'application/octet-stream',
  ],
  times: [
    NOW,
    NOW - 1,
    NOW - DAY,
    NOW - 7 * DAY,
    NOW - 7 * DAY - 1,
    Date.parse('2026-02-28T12:00:00Z'),
    Date.parse('2026-02-28T11:59:59.999Z'),
    Date.parse('2020-01-01'),
    Date.parse('2020-01-01T23:59:59.999Z'),
    Date.parse('2020-01-02'),
    Date.parse('2020-01-01T12:12:12.345Z'),
    0,
  ],
  ids: ['x', ...[0x100, 0x101, 0x200, 0x201, 0x1001, 0x1002].map(id)],
  places: [
    [0, 0],
    [40, 100],
    [40.01, 100.01],
    [45, 102],
    [-33.9, 151.2],
    [89.9, -179],
    [20, 50],
  ],
} as const;

export const FIELDS: readonly CustomField[] = [
  { id: id(0xf0), name: 'brand', type: 'Text', isDeleted: false },
  { id: id(0xf1), name: 'story', type: 'Textarea', isDeleted: false },
  { id: id(0xf2), name: 'rating', type: 'Number', isDeleted: false },
  { id: id(0xf3), name: 'launch', type: 'Date', isDeleted: false },
  { id: id(0xf4), name: 'active', type: 'Boolean', isDeleted: false },
  { id: id(0xf5), name: 'choice', type: 'SingleSelect', isDeleted: false },
  { id: id(0xf6), name: 'tuple', type: 'MultiSelect', isDeleted: false },
  { id: id(0xf7), name: 'gone', type: 'Text', isDeleted: true },
  { id: ORIGINAL_DATE_FIELD_ID, name: '_internal_original_created_datetime', type: 'Date', isDeleted: false },
];

/** An id in the shape of the real ones. */
export function id(number: number): string {
  return `a${number.toString(16).padStart(23, '0')}`;
}

/** A library of some files, most with one version, in a few folders. */
export function makeLibrary(random: Random, files: number): Plain[] {
  const folders = POOL.folders.slice(1).map((path, index): Plain => {
    const slash = path.lastIndexOf('/');
    return {
      kind: 'folder',
      assetId: id((random.chance(0.5) ? 0x100 : 0x200) + index),
      rowId: id(0x100 + index),
      versionId: undefined,
      name: path.slice(slash + 1),
      folder: path.slice(0, slash) || '/',
      createdAt: random.pick(POOL.times),
      updatedAt: random.pick(POOL.times),
    };
  });
  const taken = new Set<string>();
  const made = Array.from({ length: files }, (_, index): Plain[] => {
    const assetId = id(0x1000 + index);
    const folder = random.pick(POOL.folders);
    let name: string = random.pick(POOL.names).normalize('NFC');
    while (taken.has(`${folder}/${name}`)) name = `${name}${random.below(10)}`;
    taken.add(`${folder}/${name}`);
    const versions = random.chance(0.2) ? 1 + random.below(3) : 1;
    return Array.from(
      { length: versions },
      (_, number): Plain => ({
        kind: number === versions - 1 ? 'file' : 'file-version',
        assetId,
        rowId: assetId,
        versionId: number === 0 ? assetId : id(0x100000 + index * 16 + number),
        name,
        folder,
        createdAt: random.pick(POOL.times),
        updatedAt: random.pick(POOL.times),
        file: makeFile(random),
      }),
    );
  });
  return [...folders, ...made.flat()];
}

function makeFile(random: Random): NonNullable<Plain['file']> {
  const mime = random.pick(POOL.mimes);
  const hasPixels = /^(image|video)/.test(mime) && random.chance(0.9);
  const or = <T>(value: T) => (random.chance(0.5) ? value : null);
  return {
    mime,
    size: random.pick([1, 500, 1024, 1536, 2 ** 20, 5 * 2 ** 30]),
    width: hasPixels ? random.pick([1, 500, 501, 4000]) : null,
    height: hasPixels ? random.pick([1, 500, 4000]) : null,
    duration: mime.startsWith('video') ? random.pick([1000, 30_000, 90_000, 90_001]) : null,
    isPrivate: random.chance(0.3),
    isPublished: random.chance(0.8),
    hasAlpha: random.chance(0.3),
    takenAt: or(random.pick(POOL.times)),
    place: or(random.pick(POOL.places)),
    tags: [...new Set(random.some(POOL.tags, 4))],
    custom: Object.fromEntries(FIELDS.map((field) => [field.id, makeValues(random, field)])),
    embedded: {
      Keywords: [...new Set(random.some([...POOL.tags, ...POOL.texts], 3))],
      Make: random.some(POOL.texts, 1),
      ISO: random.some(POOL.numbers, 1),
    },
  };
}

function makeValues(random: Random, { type }: CustomField): (string | number | boolean)[] {
  switch (type) {
    case 'Text':
    case 'Textarea':
      return random.some(POOL.texts, 1);
    case 'Number':
      return random.some(POOL.numbers, 1);
    case 'Date':
      return random.some(POOL.times, 1);
    case 'Boolean':
      return random.some([true, false], 1);
    case 'SingleSelect':
      return random.some(['luxury', 'lux', 500, 1, true], 1);
    case 'MultiSelect':
      return [...new Set(random.some(['luxury', '500', 500, 1, true, false], 3))];
  }
}

/** What the naive evaluator compares. */
export function valuesOf(asset: Plain, target: AssetTarget): Values {
  const { file } = asset;
  const one = (value: string | number | boolean | null | undefined) =>
    value === null || value === undefined ? [] : [value];
  const isImage = file?.mime.startsWith('image/');
  switch (target.of) {
    case 'name':
      return [asset.name];
    case 'tags':
      return file?.tags ?? [];
    case 'type':
      return [asset.kind];
    case 'id':
      return [asset.assetId];
    case 'createdAt':
    case 'updatedAt':
      return [asset[target.of]];
    case 'path':
      return [asset.folder];
    case 'createdBy':
      return [];
    case 'width':
    case 'height':
      return isImage ? one(file?.[target.of]) : [];
    case 'size':
      return one(file?.size);
    case 'videoDuration':
      return one(file?.duration);
    case 'format':
      return file === undefined ? [] : one(formatOf(file.mime));
    case 'private':
      return one(file?.isPrivate);
    case 'published':
      return one(file?.isPublished);
    case 'transparency':
      return isImage ? one(file?.hasAlpha) : [];
    case 'customMetadata':
      return file?.custom[target.fieldId] ?? [];
    case 'embedded':
      return file?.embedded[target.name] ?? [];
    case 'takenAt':
      return one(file?.takenAt);
    case 'place':
      return file?.place ? [{ latitude: file.place[0], longitude: file.place[1] }] : [];
  }
}
