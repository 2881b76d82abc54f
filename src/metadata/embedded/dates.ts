/** The ways in which EXIF, IPTC and XMP write a date, as ISO 8601 in UTC with milliseconds. */

/** `2008:05:30 15:56:01` with the time zone and the fraction that stand in tags of their own; without a zone, UTC. */
export function exifDate(text: unknown, offset?: unknown, fraction?: unknown): string | undefined {
  const parts =
    typeof text === 'string' ? /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text) : null;
  if (parts === null) return undefined;
  const zone = typeof offset === 'string' && /^[+-]\d\d:\d\d$/.test(offset) ? offset : 'Z';
  const digits = typeof fraction === 'string' ? (/^\d{1,9}/.exec(fraction)?.[0] ?? '') : '';
  const [, year, month, day, time] = parts;
  return toIso(`${year}-${month}-${day}T${time}${digits && `.${digits}`}${zone}`);
}

/** `20080530` and `155601+0200`. */
export function iptcDate(date: string, time?: string): string | undefined {
  const day = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(date);
  if (day === null) return undefined;
  return toIso(`${day.slice(1).join('-')}T${(time && iptcTime(time)) || '00:00:00Z'}`);
}

/** `155601+0200` as `15:56:01+02:00`. */
export function iptcTime(time: string): string | undefined {
  const parts = /^(\d\d):?(\d\d):?(\d\d)(?:([+-]\d\d):?(\d\d))?$/.exec(time);
  if (parts === null) return undefined;
  const [, hour, minute, second, zoneHour, zoneMinute] = parts;
  return `${hour}:${minute}:${second}${zoneHour ? `${zoneHour}:${zoneMinute}` : 'Z'}`;
}

/** ISO 8601, cut off anywhere after the year; without a time zone, UTC. */
export function xmpDate(text: string): string | undefined {
  const parts =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month = '01', day = '01', time = '00:00', seconds = ':00', zone = 'Z'] = parts;
  return toIso(`${year}-${month}-${day}T${time}${seconds}${zone}`);
}

function toIso(text: string): string | undefined {
  const date = new Date(text);
  const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  // Years before 0 and after 9999 have another shape, which nothing else here can read.
  return iso.length === 24 ? iso : undefined;
}
