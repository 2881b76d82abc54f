/** How the text of a setting becomes its value. Each throws an `Error` whose message completes "HALFTONE_X ...". */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export function text(value: string): string {
  return value;
}

export function integer(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}, not ${quote(value)}`);
    }
    return number;
  };
}

export function bytes(least: number): (value: string) => number {
  const units: Readonly<Record<string, number>> = {
    '': 1,
    b: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    tb: 1e12,
    kib: KIB,
    mib: MIB,
    gib: GIB,
    tib: 1024 * GIB,
  };
  return (value) => {
    const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value) ?? [];
    const factor = units[unit.toLowerCase()];
    const number = Math.round(Number(digits) * (factor ?? Number.NaN));
    if (digits === '' || !Number.isSafeInteger(number) || number < least) {
      throw new Error(
        `must be a size such as 500MB, 2GiB or a number of bytes from ${least}, not ${quote(value)}`,
      );
    }
    return number;
  };
}

export function boolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new Error(`must be true or false, not ${quote(value)}`);
  return value === 'true';
}

export function oneOf<const Values extends readonly string[]>(
  ...values: Values
): (value: string) => Values[number] {
  return (value) => {
    if (!values.includes(value)) throw new Error(`must be one of ${values.join(', ')}, not ${quote(value)}`);
    return value;
  };
}

export function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function httpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    throw new Error(
      `must be an http or https URL without query, such as https://media.example.com, not ${quote(value)}`,
    );
  }
  return value.replace(/\/+$/, '');
}

export function postgresUrl(value: string): string {
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol)) {
    throw new Error('must be a URL such as postgres://user:password@host:5432/database');
  }
  return value;
}

export function secret(value: string): Uint8Array {
  const buffer = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
  if (buffer.length !== 32)
    throw new Error('must be 32 bytes as 64 hex digits or base64. Make one with: openssl rand -hex 32');
  return new Uint8Array(buffer);
}

export function headerText(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new Error('must be printable ASCII, as every HTTP header');
  return value;
}

export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
