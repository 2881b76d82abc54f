/** What changes the colour or alpha of each pixel. */

import type { Opacity } from '../../transformation/index.ts';
import { applied, edit, type Picture, ready } from '../picture.ts';

/** What is drawn later may have colours again. */
export async function grayscale(start: Picture): Promise<Picture> {
  const picture = await ready(start, 'greyscale');
  picture.pipeline.greyscale();
  return applied(picture, 'greyscale', { isGray: true });
}

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
