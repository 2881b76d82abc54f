/** Date values (rest-api.md 3.5). */
import type { Instant } from '../ast.ts';

const ABSOLUTE =
  /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i;
const RELATIVE = /^(\d+)([hdwmy])$/i;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The first millisecond that a date can name. */
const EARLIEST = -8_640_000_000_000_000;

/**
 * A day or a time, UTC unless it says otherwise, or so many hours, days, weeks, months or years before `now`.
 * Undefined where the text is none of them.
 */
export function readDate(text: string, now: number): Instant | undefined {
  const from = RELATIVE.test(text) ? before(text, now) : undefined;
  return from === undefined ? readAbsolute(text) : { from, to: from + 1 };
}

function readAbsolute(text: string): Instant | undefined {
  const [, day, hour, minute, second, fraction = '', zone] = ABSOLUTE.exec(text) ?? [];
  if (day === undefined || (hour === undefined && zone !== undefined)) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // 30 February would become a day in March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  if (hour === undefined) return { from: midnight, to: midnight + DAY };
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second ?? 0);
  const from = midnight + seconds * 1000 + milliseconds - offset(zone);
  const precision = second === undefined ? 60_000 : 10 ** Math.max(0, 3 - fraction.length);
  return { from, to: from + precision };
}

/** Milliseconds that a time zone is before UTC. */
function offset(zone = 'Z'): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Months and years are those of the calendar: a month before 31 March is the last of February. */
function before(text: string, now: number): number {
  const [, digits, unit = ''] = RELATIVE.exec(text) ?? [];
  const count = Number(digits);
  const fixed = { h: HOUR, d: DAY, w: 7 * DAY }[unit.toLowerCase()];
  const time =
    fixed === undefined
      ? monthsBefore(now, unit.toLowerCase() === 'y' ? 12 * count : count)
      : now - count * fixed;
  // Too long ago for the calendar: no number at all.
  return Number.isNaN(time) ? EARLIEST : Math.max(time, EARLIEST);
}

function monthsBefore(now: number, months: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const lastDay = new Date(date);
  lastDay.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.setUTCDate(Math.min(day, lastDay.getUTCDate()));
}
