/**
 * A library of any size, made from a seed: the same size, the same rows. Beside what libraries have, each has some
 * things whose number is known, for `library-queries.ts` to ask for ({@link KNOWN}).
 */
import type { Insertable } from 'kysely';
import { HIDDEN_FOLDER_ID, ROOT_FOLDER_ID, type Tables, textStart } from '../src/database/index.ts';
import { termsOf } from '../src/library/search-terms.ts';
import { createRandom, type Random } from '../test/crash/random.ts';
import { oftenFirst, vocabulary } from './library-words.ts';

/** Changes whenever the rows do: what was kept from an earlier generator is then of no use. */
export const GENERATION = 1;

const SEED = 13;
export const START = Date.parse('2022-01-01T00:00:00Z');
export const END = Date.parse('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

export const WORDS = vocabulary(5_000);
export const TAGS = vocabulary(2_000);
export const BRANDS = vocabulary(200);
export const SEASONS = ['spring', 'summer', 'autumn', 'winter', 'holidays', 'sale', 'basics', 'archive'];
export const CHANNELS = ['web', 'app', 'print', 'social', 'retail'];

/** Custom metadata by its names. */
export const FIELD_IDS = {
  brand: fieldId(1),
  story: fieldId(2),
  rating: fieldId(3),
  launch: fieldId(4),
  season: fieldId(5),
  channels: fieldId(6),
  active: fieldId(7),
} as const;
const FIELD_TYPES = {
  brand: 'Text',
  story: 'Textarea',
  rating: 'Number',
  launch: 'Date',
  season: 'SingleSelect',
  channels: 'MultiSelect',
  active: 'Boolean',
} as const satisfies Record<keyof typeof FIELD_IDS, string>;

/** A thousand files, however many there are, evenly over the years, have all of these; no other file has any. */
export const KNOWN = {
  count: 1_000,
  nameStart: 'zebra-',
  word: 'zebra',
  tag: 'limited',
  brand: 'Rarity',
  storyWord: 'quagga',
  rating: 777,
  launchBefore: '2000-01-01',
  season: 'never',
  sizeAbove: 6 * 2 ** 30,
  /** Another thousand. */
  folder: '/thousand',
} as const;
/** A tenth and a hundredth of all; and those that only the oldest, and only the newest, fiftieth has. */
export const SHARES = { tenth: 'tenth', hundredth: 'hundredth', oldest: 'oldest', newest: 'newest' } as const;

const MIMES = [
  ...Array.from({ length: 14 }, () => ['image/jpeg', 'jpg'] as const),
  ['image/png', 'png'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['video/mp4', 'mp4'],
  ['application/pdf', 'pdf'],
  ['text/plain', 'txt'],
] as const;
const CAMERAS = [
  ['Canon', 'EOS R6'],
  ['NIKON CORPORATION', 'Z 6'],
  ['Apple', 'iPhone 15'],
  ['SONY', 'ILCE-7M4'],
] as const;

/** In an order the foreign keys allow. */
export const FILLED = [
  'blobs',
  'assets',
  'folder_closure',
  'versions',
  'tags',
  'name_terms',
  'custom_fields',
  'custom_values',
  'embedded_values',
  'search_terms',
] as const satisfies readonly (keyof Tables)[];
export type Batch = { readonly [Table in (typeof FILLED)[number]]: Insertable<Tables[Table]>[] };

const FILES_A_BATCH = 5_000;

/** The rows, folders first. @param files a multiple of {@link KNOWN}.count */
export function* libraryOf(files: number): Generator<Batch> {
  const random = createRandom(SEED);
  const folders = makeFolders(random, files);
  yield foldersBatch(folders);
  for (let first = 0; first < files; first += FILES_A_BATCH) {
    const batch = emptyBatch();
    for (let index = first; index < Math.min(files, first + FILES_A_BATCH); index += 1) {
      addFile(batch, random, folders, index, files);
    }
    yield batch;
  }
}

/** When the file of this number came. */
export function createdAt(index: number, files: number): number {
  return START + Math.floor((index * (END - START)) / files);
}

export type Folder = { readonly id: string; readonly path: string; readonly above: readonly string[] };

/** One for 200 files, up to six deep; the first are the large ones. */
export function makeFolders(random: Random, files: number): readonly Folder[] {
  const folders: Folder[] = [{ id: id(random, START), path: KNOWN.folder, above: [ROOT_FOLDER_ID] }];
  const count = Math.max(20, files / 200);
  for (let index = 1; index < count; index += 1) {
    const parent = index < 20 ? undefined : folders[1 + Math.floor(random.next() * (index - 1))];
    const isTooDeep = (parent?.above.length ?? 0) > 5;
    const name = `${oftenFirst(random, WORDS)}-${index}`;
    const above = parent === undefined || isTooDeep ? [ROOT_FOLDER_ID] : [parent.id, ...parent.above];
    const path = parent === undefined || isTooDeep ? `/${name}` : `${parent.path}/${name}`;
    folders.push({ id: id(random, START + index), path, above });
  }
  return folders;
}

/** The folders of a library of this size, as its rows have them. */
export function foldersOf(files: number): readonly Folder[] {
  return makeFolders(createRandom(SEED), files);
}

function foldersBatch(folders: readonly Folder[]): Batch {
  const batch = emptyBatch();
  for (const { id, path, above } of folders) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    batch.assets.push({
      id,
      kind: 'folder',
      parent_id: above[0] ?? HIDDEN_FOLDER_ID,
      name,
      version_id: null,
      version_counter: 0,
      created_at: START,
      updated_at: START,
      folder_id: null,
    });
    for (const term of termsOf([name])) batch.name_terms.push({ asset_id: id, ...term, created_at: START });
    for (const [depth, ancestor_id] of [id, ...above].entries()) {
      batch.folder_closure.push({ ancestor_id, descendant_id: id, depth });
    }
  }
  for (const [name, id] of Object.entries(FIELD_IDS)) {
    const schema = JSON.stringify({ type: FIELD_TYPES[name as keyof typeof FIELD_IDS] });
    batch.custom_fields.push({
      id,
      name,
      label: name,
      schema,
      description: null,
      created_at: START,
      deleted_at: null,
    });
  }
  return batch;
}

function addFile(
  batch: Batch,
  random: Random,
  folders: readonly Folder[],
  index: number,
  files: number,
): void {
  const every = files / KNOWN.count;
  const isKnown = index % every === 0;
  const [mime, extension] = isKnown ? (['image/jpeg', 'jpg'] as const) : random.pick(MIMES);
  const created_at = createdAt(index, files);
  const assetId = id(random, created_at);
  const hasOlder = random.next() < 0.05;
  const folder = index % every === 1 ? folders[0] : oftenFirst(random, folders.slice(1));
  const name = isKnown ? `${KNOWN.nameStart}${index}.${extension}` : nameOf(random, index, extension);
  const updated_at =
    random.next() < 0.7 ? created_at : created_at + Math.floor(random.next() * (END - created_at));
  const currentId = hasOlder ? id(random, updated_at) : assetId;
  batch.assets.push({
    id: assetId,
    kind: 'file',
    parent_id: folder?.id ?? ROOT_FOLDER_ID,
    name,
    version_id: currentId,
    version_counter: hasOlder ? 2 : 1,
    created_at,
    updated_at,
    folder_id: null,
  });
  for (const term of termsOf([name])) batch.name_terms.push({ asset_id: assetId, ...term, created_at });
  const share = index / files;
  const tags = [
    ...(isKnown ? [KNOWN.tag] : []),
    ...(random.next() < 0.1 ? [SHARES.tenth] : []),
    ...(random.next() < 0.01 ? [SHARES.hundredth] : []),
    ...(share < 0.02 ? [SHARES.oldest] : share >= 0.98 ? [SHARES.newest] : []),
  ];
  for (const versionId of hasOlder ? [assetId, currentId] : [assetId]) {
    const isCurrent = versionId === currentId;
    const version = { version_id: versionId, asset_id: assetId, is_current: isCurrent ? 1 : 0, created_at };
    addVersion(batch, random, { version, mime, isKnown, updated_at });
    addTags(batch, random, version, tags);
    addCustomValues(batch, random, version, isKnown);
  }
}

type Owner = {
  readonly version_id: string;
  readonly asset_id: string;
  readonly is_current: number;
  readonly created_at: number;
};

function nameOf(random: Random, index: number, extension: string): string {
  if (random.next() < 0.4) return `IMG_${String(index).padStart(7, '0')}.${extension}`;
  const words = Array.from({ length: random.integer(1, 3) }, () => oftenFirst(random, WORDS));
  return `${words.join('-')}-${index}.${extension}`;
}

function addVersion(
  batch: Batch,
  random: Random,
  given: {
    readonly version: Owner;
    readonly mime: string;
    readonly isKnown: boolean;
    readonly updated_at: number;
  },
): void {
  const { version, mime, isKnown, updated_at } = given;
  const { created_at, ...owner } = version;
  const { version_id, asset_id, is_current } = owner;
  const isImage = mime.startsWith('image/');
  const isVideo = mime.startsWith('video/');
  const width = isImage || isVideo ? random.integer(200, 6_000) : null;
  const height = isImage || isVideo ? random.integer(200, 4_000) : null;
  // Log-normal, about: from 10 kB to 100 MB.
  const size = Math.floor(Math.exp(9.2 + random.next() * 3 + random.next() * 3 + random.next() * 3));
  const hash = hex(random, 8);
  const isPhoto = isImage && random.next() < 0.5;
  const takenAt = isPhoto ? created_at - random.integer(0, 300) * DAY_MS : null;
  const embedded = isImage
    ? embeddedOf(random, { width: width ?? 0, height: height ?? 0, created_at, takenAt })
    : null;
  const isPlaced = isPhoto && random.next() < 0.4;
  batch.blobs.push({
    id: version_id,
    hash,
    object_key: `${hash}/${version_id}`,
    size,
    state: 'live',
    touched_at: created_at,
  });
  batch.versions.push({
    id: version_id,
    asset_id,
    number: version_id === asset_id ? 1 : 2,
    blob_id: version_id,
    is_current,
    mime,
    size: isKnown ? KNOWN.sizeAbove + size : size,
    width,
    height,
    orientation: isPhoto ? 1 : null,
    has_alpha: mime === 'image/png' ? 1 : 0,
    pages: 1,
    bit_rate: null,
    duration: isVideo ? random.integer(1_000, 600_000) : null,
    audio_codec: null,
    video_codec: null,
    is_private: random.next() < 0.02 ? 1 : 0,
    is_published: random.next() < 0.98 ? 1 : 0,
    custom_coordinates: null,
    description: null,
    token: hex(random, 4),
    created_at,
    updated_at,
    embedded: embedded && JSON.stringify(embedded),
    metadata:
      embedded &&
      JSON.stringify({
        exif: { image: {}, thumbnail: {}, exif: embedded, gps: {}, interoperability: {}, makernote: {} },
        hasColorProfile: true,
        density: 72,
      }),
    phash: isImage ? hex(random, 2) : null,
    latitude: isPlaced ? random.next() * 180 - 90 : null,
    longitude: isPlaced ? random.next() * 360 - 180 : null,
    taken_at: takenAt,
  });
  for (const [name, value] of Object.entries(embedded ?? {})) {
    for (const [position, item] of (Array.isArray(value) ? value : [value]).entries()) {
      const isText = typeof item === 'string';
      const number = isText ? (/^\d{4}-\d\d-\d\dT/.test(item) ? Date.parse(item) : null) : item;
      batch.embedded_values.push({
        ...owner,
        name,
        position,
        text_value: isText ? item : null,
        number_value: number,
      });
    }
  }
}

function embeddedOf(
  random: Random,
  image: {
    readonly width: number;
    readonly height: number;
    readonly created_at: number;
    readonly takenAt: number | null;
  },
): Record<string, string | number | string[]> {
  const came = new Date(image.created_at).toISOString();
  const least = {
    ImageWidth: image.width,
    ImageHeight: image.height,
    XResolution: 72,
    YResolution: 72,
    DateCreated: came,
    DateTimeCreated: came,
  };
  if (image.takenAt === null) return least;
  const [Make, Model] = random.pick(CAMERAS);
  return {
    ...least,
    Make,
    Model,
    ISO: random.pick([100, 200, 400, 800]),
    FNumber: random.pick([1.8, 2.8, 4, 8]),
    ExposureTime: 0.004,
    DateTimeOriginal: new Date(image.takenAt).toISOString(),
    ...(random.next() < 0.4
      ? { Keywords: [...new Set([oftenFirst(random, TAGS), oftenFirst(random, TAGS)])] }
      : {}),
  };
}

function addTags(batch: Batch, random: Random, version: Owner, known: readonly string[]): void {
  const user = new Set([
    ...known,
    ...Array.from({ length: random.integer(0, 4) }, () => oftenFirst(random, TAGS)),
  ]);
  const found = random.next() < 0.1 ? [oftenFirst(random, TAGS), oftenFirst(random, TAGS)] : [];
  const names = [...user, ...found];
  for (const [position, name] of names.entries()) {
    const isFound = position >= user.size;
    batch.tags.push({
      ...version,
      position,
      source: isFound ? 'google-auto-tagging' : '',
      name,
      confidence: isFound ? random.integer(50, 100) : null,
    });
  }
  addTerms(batch, version, '', names);
}

function addCustomValues(batch: Batch, random: Random, version: Owner, isKnown: boolean): void {
  const add = (field: keyof typeof FIELD_IDS, values: readonly (string | number | boolean)[]) => {
    for (const [position, value] of values.entries()) {
      const isText = typeof value === 'string';
      batch.custom_values.push({
        ...version,
        field_id: FIELD_IDS[field],
        position,
        type: isText
          ? 'text'
          : field === 'launch'
            ? 'date'
            : typeof value === 'number'
              ? 'number'
              : 'boolean',
        text_value: isText ? value : null,
        text_start: isText ? textStart(value) : null,
        number_value: isText ? null : Number(value),
      });
    }
    addTerms(
      batch,
      version,
      FIELD_IDS[field],
      values.filter((value) => typeof value === 'string'),
    );
  };
  if (isKnown || random.next() < 0.8) add('brand', [isKnown ? KNOWN.brand : oftenFirst(random, BRANDS)]);
  if (isKnown || random.next() < 0.3) {
    const words = Array.from({ length: random.integer(4, 12) }, () => oftenFirst(random, WORDS));
    add('story', [[...words, ...(isKnown ? [KNOWN.storyWord] : [])].join(' ')]);
  }
  if (isKnown || random.next() < 0.6) add('rating', [isKnown ? KNOWN.rating : random.integer(0, 50) / 10]);
  if (isKnown || random.next() < 0.4) {
    const launch = isKnown ? Date.parse('1999-01-01') : START + random.integer(0, 1_500) * DAY_MS;
    add('launch', [launch]);
  }
  if (isKnown || random.next() < 0.7) add('season', [isKnown ? KNOWN.season : random.pick(SEASONS)]);
  if (random.next() < 0.3) add('channels', [...new Set([random.pick(CHANNELS), random.pick(CHANNELS)])]);
  if (random.next() < 0.5) add('active', [random.next() < 0.8]);
}

function addTerms(batch: Batch, version: Owner, field_id: string, texts: readonly string[]): void {
  for (const term of termsOf(texts)) batch.search_terms.push({ ...version, field_id, ...term });
}

function emptyBatch(): Batch {
  return Object.fromEntries(FILLED.map((table) => [table, []])) as unknown as Batch;
}

function id(random: Random, time: number): string {
  return (
    Math.floor(time / 1000)
      .toString(16)
      .padStart(8, '0') + hex(random, 2)
  );
}

/** Eight digits a word. */
function hex(random: Random, words: number): string {
  return Array.from({ length: words }, () =>
    random.integer(0, 0xffffffff).toString(16).padStart(8, '0'),
  ).join('');
}

function fieldId(number: number): string {
  return number.toString(16).padStart(24, 'f');
}
