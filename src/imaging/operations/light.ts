/** The values of sRGB and the light they stand for, as tables. */

/** The light of each value, 0-1. */
export const LIGHT = Float64Array.from({ length: 256 }, (_, value) =>
  value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
);

/** Steps of light fine enough to tell the darkest values apart. */
export const MAX_LIGHT = 8191;

/** The value for each step of light. */
export const VALUE = Uint8Array.from({ length: MAX_LIGHT + 1 }, (_, step) => {
  const light = step / MAX_LIGHT;
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055) + 0.5;
});
