/** The image over a colour. */
import type { Color, Flatten } from '../../transformation/index.ts';
import { applied, type Picture, rank, readyToDraw } from '../picture.ts';

/** With an opaque colour the result is opaque; with another one its alpha remains where the image is transparent. */
export async function flatten(picture: Picture, { background }: Flatten): Promise<Picture> {
  if (!picture.hasAlpha) return picture;
  return background.alpha === 1 ? flattenOpaque(picture, background) : underlay(picture, background);
}

/** sharp flattens before it scales and cuts, which gives the same pixels; what else is in the pipeline must run first. */
export async function flattenOpaque(start: Picture, background: Color): Promise<Picture> {
  const verb = start.rank <= rank.crop ? 'extend' : 'flatten';
  const picture = await readyToDraw(start, verb, background);
  picture.pipeline.flatten({ background });
  return { ...applied(picture, 'flatten', { hasAlpha: false }), rank: Math.max(picture.rank, rank.flatten) };
}

/** A tile of the colour, drawn beneath all of the image and all of its frames. */
async function underlay(start: Picture, background: Color): Promise<Picture> {
  const picture = await readyToDraw(start, 'composite', background);
  const { width, height } = picture.size;
  const tile = {
    width: Math.min(width, TILE),
    height: Math.min(height, TILE),
    channels: 4 as const,
    background,
  };
  picture.pipeline.composite([{ input: { create: tile }, tile: true, blend: 'dest-over' }]);
  return applied(picture, 'composite');
}

const TILE = 64;
