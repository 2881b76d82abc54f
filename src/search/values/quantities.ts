/** Numbers, some with a unit (rest-api.md 3.2 to 3.4). */

const UNITS = {
  /** Bytes. */
  size: { '': 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 },
  /** Milliseconds; a bare number is seconds. */
  duration: { '': 1000, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, hr: 3_600_000 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a unit looks like that stands after a bare number and a blank. */
export const UNIT_TAIL = {
  size: /^(b|kb|mb|gb)$/i,
  duration: /^(s|sec|m|min|h|hr)$/i,
} as const;

export function readNumber(text: string): number | undefined {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

export function readQuantity(text: string, kind: keyof typeof UNITS): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = UNITS[kind];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  const number = readNumber(digits);
  if (factor === undefined || number === undefined) return undefined;
  return kind === 'duration' ? Math.round(number * factor) : number * factor;
}
