/** Values of every type, for tests that feed a field what it is not. */

const VALUES: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e308,
  true,
  false,
  '',
  'x',
  'true',
  'a\0b',
  '\ud800',
  'y'.repeat(100_000),
  [],
  [null],
  ['x'],
  [['x']],
  {},
  { length: 3 },
  { a: { b: [1] } },
];

/** All of them but those that `fits` lets pass. */
export function wrongValues(fits: (value: unknown) => boolean): readonly unknown[] {
  return VALUES.filter((value) => !fits(value));
}

/** For the name of a test. */
export function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 30);
}

export const isText = (value: unknown) => typeof value === 'string' && /^[x-y]?$|^true$/.test(value);
export const isFlag = (value: unknown) => ['true', true, false].includes(value as never);
