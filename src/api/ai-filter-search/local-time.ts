/** Days, months and years where the user is. */

export type LocalDate = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
};

/** The date in a time zone (IANA name) at a time in milliseconds since 1970. */
export function localDate(now: number, timezone: string): LocalDate {
  const { year, month, day } = partsOf(now, timezone);
  return { year, month, day };
}

/** When a date begins there, in milliseconds since 1970; days and months beyond their ends count on, as `Date` does. */
export function startOf({ year, month, day }: LocalDate, timezone: string): number {
  const wall = Date.UTC(year, month - 1, day);
  // The offset of a moment near it may be another one than its own; from there it is right.
  const near = wall - offset(wall, timezone);
  return wall - offset(near, timezone);
}

/** Milliseconds by which clocks there are ahead of UTC. */
function offset(at: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(at, timezone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function partsOf(at: number, timezone: string) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((found) => found.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}
