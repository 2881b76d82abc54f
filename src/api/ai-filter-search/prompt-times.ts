/** When: `last month`, `yesterday`, `older than 3 days`, `in 2025`, `since 2026-01-31`. */
import { type LocalDate, localDate, startOf } from './local-time.ts';
import { GAP, type PromptContext, quote, type Reading } from './prompt-parts.ts';

/** A time is that of creation unless one of these stands before it. */
const CHANGED = /^(?:updated|modified|changed|edited)$/i;

const VERB = '(?:(uploaded|created|added|made|updated|modified|changed|edited) )?';
const UNIT = '(hour|day|week|month|year)s?';
const YEAR = '((?:19|20)\\d{2})';
const DATE = `${YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])`;
const UNITS: Readonly<Record<string, string>> = { hour: 'h', day: 'd', week: 'w', month: 'm', year: 'y' };

/** From, and before: milliseconds since 1970, or ago as the language writes it. */
type Span = { readonly from?: number | string; readonly before?: number | string };

type TimeRule = {
  /** What stands after the verb; its groups are what `read` gets. */
  readonly phrase: string;
  readonly read: (words: readonly string[], day: Days) => Span;
};

type Days = {
  readonly today: LocalDate;
  readonly start: (date: LocalDate) => number;
};

const RULES: readonly TimeRule[] = [
  {
    phrase: `(?:(?:in|within|during|over|from) )?(?:the )?(?:last|past|previous) (\\d{1,4}) ${UNIT}`,
    read: ([count, unit]) => ({ from: ago(count, unit) }),
  },
  {
    phrase: `(?:(?:in|within|during|over|from) )?(?:the )?(?:last|past|previous) ${UNIT}`,
    read: ([unit]) => ({ from: ago('1', unit) }),
  },
  {
    phrase: `(?:newer than (\\d{1,4}) ${UNIT}(?: ago| old)?|less than (\\d{1,4}) ${UNIT} (?:ago|old))`,
    read: ([count, unit]) => ({ from: ago(count, unit) }),
  },
  {
    phrase: `(?:older than (\\d{1,4}) ${UNIT}(?: ago| old)?|more than (\\d{1,4}) ${UNIT} (?:ago|old))`,
    read: ([count, unit]) => ({ before: ago(count, unit) }),
  },
  { phrase: '(?:since )?today', read: (_, { today, start }) => ({ from: start(today) }) },
  {
    phrase: 'yesterday',
    read: (_, { today, start }) => ({ from: start({ ...today, day: today.day - 1 }), before: start(today) }),
  },
  {
    phrase: '(?:(?:in|during) )?this week',
    // Weeks begin on Monday (ISO 8601).
    read: (_, { today, start }) => ({ from: start({ ...today, day: today.day - sinceMonday(today) }) }),
  },
  {
    phrase: '(?:(?:in|during) )?this month',
    read: (_, { today, start }) => ({ from: start({ ...today, day: 1 }) }),
  },
  {
    phrase: '(?:(?:in|during) )?this year',
    read: (_, { today, start }) => ({ from: start({ ...today, month: 1, day: 1 }) }),
  },
  {
    phrase: `(?:since|from|after) ${DATE}`,
    read: (words, { start }) => ({ from: start(dateOf(words)) }),
  },
  {
    phrase: `(?:before|until) ${DATE}`,
    read: (words, { start }) => ({ before: start(dateOf(words)) }),
  },
  {
    phrase: `on ${DATE}`,
    read: (words, { start }) => {
      const date = dateOf(words);
      return { from: start(date), before: start({ ...date, day: date.day + 1 }) };
    },
  },
  { phrase: `(?:since|after) ${YEAR}`, read: ([year], { start }) => ({ from: start(newYear(year)) }) },
  { phrase: `before ${YEAR}`, read: ([year], { start }) => ({ before: start(newYear(year)) }) },
  {
    phrase: `(?:in|during|from) ${YEAR}`,
    read: ([year], { start }) => {
      const first = newYear(year);
      return { from: start(first), before: start({ ...first, year: first.year + 1 }) };
    },
  },
];

export function readTimes(text: string, { timezone, now }: PromptContext): Reading {
  const days = { today: localDate(now, timezone), start: (date: LocalDate) => startOf(date, timezone) };
  const clauses: string[] = [];
  let rest = text;
  for (const { phrase, read } of RULES) {
    rest = rest.replace(new RegExp(`\\b${VERB}${phrase}\\b`, 'giu'), (...match: (string | undefined)[]) => {
      const [, verb, ...groups] = match;
      // Of the alternatives of a phrase only one has taken part.
      const { from, before } = read(
        groups.filter((group) => typeof group === 'string'),
        days,
      );
      const field = CHANGED.test(verb ?? '') ? 'updatedAt' : 'createdAt';
      if (from !== undefined) clauses.push(`${field} ${typeof from === 'string' ? '>' : '>='} ${when(from)}`);
      if (before !== undefined) clauses.push(`${field} < ${when(before)}`);
      return GAP;
    });
  }
  return { clauses, rest };
}

function ago(count: string | undefined, unit: string | undefined): string {
  return `${Number(count)}${UNITS[(unit ?? '').toLowerCase()]}`;
}

/** As the query language reads it: UTC, to the second. */
function when(time: number | string): string {
  return quote(typeof time === 'string' ? time : new Date(time).toISOString().slice(0, 19));
}

function dateOf([year, month, day]: readonly string[]): LocalDate {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

function newYear(year: string | undefined): LocalDate {
  return { year: Number(year), month: 1, day: 1 };
}

function sinceMonday({ year, month, day }: LocalDate): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}
