/** What changes the colour or alpha of each pixel. */

import type { Opacity } from '../../transformation/index.ts';
import { edit, type Picture } from '../picture.ts';
import { LIGHT, MAX_LIGHT, VALUE } from './light.ts';

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

export function opacity(picture: Picture, { opacity }: Opacity): Promise<Picture> {
  return edit(picture, { alpha: true }, ({ data, raw }) => {
    for (let at = raw.channels - 1; at < data.length; at += raw.channels) {
      data[at] = (data[at] ?? 0) * opacity + 0.5;
    }
  });
}
