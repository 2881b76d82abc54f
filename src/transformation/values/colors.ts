/** The one colour grammar of the language (spec 2.5): hex digits, CSS keywords, `transparent`. */

import type { Color } from '../plan.ts';
import { NAMED_COLORS } from './color-names.ts';

/** How it was written: the `al` of a solid block counts only for a plain hex colour. */
export type WrittenColor = Color & { readonly written: 'rgb' | 'rgba' | 'name' };

export const COLOR_GRAMMAR = '3 or 6 hex digits, 6 hex digits and 2 digits of opacity, or a colour name';

export const BLACK: Color = { r: 0, g: 0, b: 0, alpha: 1 };
export const TRANSPARENT: Color = { r: 0, g: 0, b: 0, alpha: 0 };

export function readColor(text: string): WrittenColor | undefined {
  if (text === 'transparent') return { ...TRANSPARENT, written: 'name' };
  const named = NAMED_COLORS.get(text);
  if (named !== undefined) return { ...split(named), alpha: 1, written: 'name' };
  const hex = text.replace(/^#/, '');
  if (!/^(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(hex)) return undefined;
  if (hex.length === 3) return { ...split(hex.replace(/./g, '$&$&')), alpha: 1, written: 'rgb' };
  const rgb = split(hex.slice(0, 6));
  return hex.length === 6
    ? { ...rgb, alpha: 1, written: 'rgb' }
    : { ...rgb, alpha: readAlpha(hex.slice(6)), written: 'rgba' };
}

export function writeColor(color: WrittenColor): string {
  const hex = [color.r, color.g, color.b].map(toHex).join('');
  if (color.written === 'rgba') return hex + writeAlpha(color.alpha);
  if (color.written === 'rgb') return hex;
  return color.alpha === 0 ? 'transparent' : (NAMES_BY_HEX.get(hex) ?? hex);
}

/** A colour without its spelling, as plans carry it. */
export function plainColor({ r, g, b, alpha }: Color): Color {
  return { r, g, b, alpha };
}

/** Decimal digits are hundredths; the official editor also sends hex pairs such as `FF`. */
function readAlpha(digits: string): number {
  return /^\d\d$/.test(digits) ? Number(digits) / 100 : Number.parseInt(digits, 16) / 255;
}

function writeAlpha(alpha: number): string {
  const hundredths = Math.round(alpha * 100);
  return hundredths < 100 && hundredths / 100 === alpha
    ? String(hundredths).padStart(2, '0')
    : toHex(Math.round(alpha * 255));
}

function split(hex: string): { r: number; g: number; b: number } {
  const value = Number.parseInt(hex, 16);
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

function toHex(channel: number): string {
  return channel.toString(16).toUpperCase().padStart(2, '0');
}

/** Where two names share a colour, the first is kept. */
const NAMES_BY_HEX: ReadonlyMap<string, string> = new Map(
  [...NAMED_COLORS].reverse().map(([name, hex]) => [hex, name]),
);
