/** A flat set of what one block (EXIF, IPTC, XMP) says, in the making: names to lists of values, within bounds whatever a file holds. */

export type EmbeddedScalar = string | number;
export type EmbeddedValue = EmbeddedScalar | readonly EmbeddedScalar[];
/** `embeddedMetadata` (rest-api.md 4.4): EXIF, IPTC and XMP in one, readable. Dates are ISO 8601 in UTC. */
export type Embedded = Readonly<Record<string, EmbeddedValue>>;

const MAX_VALUES = 250;
/** Characters of one value, and of a set. */
const MAX_LENGTH = 4 * 1024;
const MAX_TOTAL_LENGTH = 24 * 1024;

/** These are lists even when they have one item. */
const LISTS = new Set([
  'Keywords',
  'Subject',
  'SubjectReference',
  'SubjectCode',
  'Scene',
  'ModelReleaseID',
  'PropertyReleaseID',
]);

export type Flat = {
  /** Adds a value behind those the name has; what is empty, too long or too much is left out. */
  add(name: string, value: EmbeddedScalar): void;

  toEmbedded(): Embedded;
};

export function createFlat(): Flat {
  const values = new Map<string, EmbeddedScalar[]>();
  let count = 0;
  let length = 0;
  return {
    add(name, value) {
      const size = typeof value === 'string' ? value.length : 8;
      const storable = typeof value === 'number' ? Number.isFinite(value) : value !== '' && isText(value);
      if (
        !storable ||
        size > MAX_LENGTH ||
        length + size + name.length > MAX_TOTAL_LENGTH ||
        count >= MAX_VALUES
      )
        return;
      count += 1;
      length += size + name.length;
      values.set(name, [...(values.get(name) ?? []), value]);
    },
    toEmbedded() {
      return Object.fromEntries(
        Array.from(values, ([name, list]) => {
          const isList = list.length > 1 || LISTS.has(name);
          return [name, isList ? list : (list[0] as EmbeddedScalar)];
        }),
      );
    },
  };
}

/** What both databases can keep. */
function isText(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}
