/** The days that usage is asked for (rest-api.md 6.1, 6.2). */
import { Type } from 'typebox';
import type { Days } from '../../accounts/index.ts';
import { errors } from '../errors.ts';

const DAY_MS = 86_400_000;
/** The difference of the two dates has to stay below. */
const MAX_DAYS = 90;

const date = (description: string) => Type.String({ format: 'date', description });

export const datesQuery = Type.Object({
  startDate: date('UTC, `YYYY-MM-DD`; the first day.'),
  endDate: date('UTC, `YYYY-MM-DD`, less than 90 days after `startDate`.'),
});

/** Both dates, as they were sent, and the days between them: `endDate` itself is one of them, or it is not. */
export type AskedDays = { readonly startDate: string; readonly endDate: string; readonly days: Days };

/** Errors: 400 with ImageKit's four texts. */
export function readDates(query: URLSearchParams, end: 'included' | 'excluded'): AskedDays {
  const startDate = query.getAll('startDate').at(-1);
  const endDate = query.getAll('endDate').at(-1);
  if (!startDate || !endDate) throw errors.missingDates();
  const [start, after] = [dayNumber(startDate), dayNumber(endDate)];
  if (start === undefined || after === undefined) throw errors.invalidDates();
  if (end === 'included' ? start > after : start >= after) throw errors.datesReversed();
  if (after - start >= MAX_DAYS) throw errors.datesTooFarApart();
  const last = end === 'included' ? endDate : new Date((after - 1) * DAY_MS).toISOString().slice(0, 10);
  return { startDate, endDate, days: { first: startDate, last } };
}

/** Days since 1970; undefined for what is no date of the calendar. */
function dayNumber(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  return isReal ? time / DAY_MS : undefined;
}
