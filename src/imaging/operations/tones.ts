/** What changes the colour or alpha of each pixel. */

import type { Opacity } from '../../transformation/index.ts';
import { applied, edit, type Picture, ready } from '../picture.ts';

/**
 * To the luminance of each pixel, as libvips has it. Its own verb cannot be used: sharp gives no alpha with the raw
 * pixels of a picture that it made gray.
 */
export function grayscale(picture: Picture): Promise<Picture> {
  return edit(picture, { alpha: false }, ({ data, raw }) => {
    for (let at = 0; at < data.length; at += raw.channels) {
      const luminance =
        0.2126 * (LIGHT[data[at] ?? 0] ?? 0) +
        0.7152 * (LIGHT[data[at + 1] ?? 0] ?? 0) +
        0.0722 * (LIGHT[data[at + 2] ?? 0] ?? 0);
      const value = VALUE[Math.round(luminance * MAX_LIGHT)] ?? 0;
      data[at] = value;
      data[at + 1] = value;
      data[at + 2] = value;
    }
  });
}

/** The light of each value of sRGB, 0-1. */
const LIGHT = Float64Array.from({ length: 256 }, (_, value) =>
  value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
);

/** Steps fine enough to tell the darkest values apart. */
const MAX_LIGHT = 8191;

/** The value of sRGB for each step of light. */
const VALUE = Uint8Array.from({ length: MAX_LIGHT + 1 }, (_, step) => {
  const light = step / MAX_LIGHT;
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055) + 0.5;
});

/** Stretches the lightness so that its darkest and lightest hundredth become black and white. */
export async function contrast(start: Picture): Promise<Picture> {
  const picture = await ready(start, 'normalise');
  picture.pipeline.normalise();
  return applied(picture, 'normalise');
}

export function opacity(picture: Picture, { opacity }: Opacity): Promise<Picture> {
  return edit(picture, { alpha: true }, ({ data, raw }) => {
    for (let at = raw.channels - 1; at < data.length; at += raw.channels) {
      data[at] = (data[at] ?? 0) * opacity + 0.5;
    }
  });
}
