/**
 * How much a transformation may hold. Real ones have a handful of steps; these are far above them and low enough that
 * the most hostile text is refused in a moment (attack cases A7 and A8).
 */
export const LIMITS = {
  /** Characters of the whole text: room for a few layers of 2,000 letters in base64. */
  characters: 32_768,
  /** Steps of all chains together, those of layers and branches included. */
  steps: 100,
  /** Parameters, layers and their ends. */
  items: 500,
  layers: 60,
  /** ImageKit's own limit of nesting (spec 4.1). */
  layerDepth: 3,
} as const;
