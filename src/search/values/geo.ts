/** Regions on the map (rest-api.md 3.8), and whether a point is inside one. */
import type { Point, Region } from '../ast.ts';

/** The mean radius of the earth. */
export const EARTH_METRES = 6_371_008.8;
const METRES = { m: 1, km: 1000, mi: 1609.344 } as const;
const MAX_CORNERS = 100;

/** `40,100 5km`, `40,100|50,105` or `0,0|0,100|40,100`. Undefined where the text is none of them. */
export function readRegion(text: string): Region | undefined {
  const circle = /^(.+?)\s+(\d+(?:\.\d+)?)\s*(km|m|mi)$/i.exec(text.trim());
  if (circle !== null) {
    const centre = readPoint(circle[1] ?? '');
    const metres = Number(circle[2]) * METRES[(circle[3] ?? 'm').toLowerCase() as keyof typeof METRES];
    return centre === undefined || !Number.isFinite(metres) ? undefined : { shape: 'circle', centre, metres };
  }
  const corners = text.split('|').map(readPoint);
  if (corners.length < 2 || corners.length > MAX_CORNERS) return undefined;
  if (!corners.every((corner) => corner !== undefined)) return undefined;
  return corners.length === 2 ? box(corners) : { shape: 'polygon', corners };
}

function readPoint(text: string): Point | undefined {
  const [, latitude, longitude] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const point = { latitude: Number(latitude), longitude: Number(longitude) };
  return Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180 ? point : undefined;
}

function box(corners: readonly Point[]): Region {
  const latitudes = corners.map((corner) => corner.latitude);
  const longitudes = corners.map((corner) => corner.longitude);
  return {
    shape: 'box',
    low: { latitude: Math.min(...latitudes), longitude: Math.min(...longitudes) },
    high: { latitude: Math.max(...latitudes), longitude: Math.max(...longitudes) },
  };
}

export const RADIANS = Math.PI / 180;

/** The greatest haversine of an angle at the centre of the earth that is still inside the circle. */
export function haversineOf(metres: number): number {
  return Math.sin(Math.min(metres / EARTH_METRES, Math.PI) / 2) ** 2;
}

/** The sides of a polygon as a ray that goes east from a point meets them. */
export type Side = { readonly from: Point; readonly to: Point; readonly slope: number };

/** Sides along a circle of latitude are never met. */
export function sidesOf(corners: readonly Point[]): Side[] {
  return corners.flatMap((to, index) => {
    const from = corners.at(index - 1) as Point;
    const height = to.latitude - from.latitude;
    return height === 0 ? [] : [{ from, to, slope: (to.longitude - from.longitude) / height }];
  });
}

/** The southernmost and northernmost latitude of a region. */
export function latitudesOf(region: Region): { readonly low: number; readonly high: number } {
  if (region.shape === 'box') return { low: region.low.latitude, high: region.high.latitude };
  if (region.shape === 'circle') {
    const reach = region.metres / EARTH_METRES / RADIANS;
    return { low: region.centre.latitude - reach, high: region.centre.latitude + reach };
  }
  const latitudes = region.corners.map((corner) => corner.latitude);
  return { low: Math.min(...latitudes), high: Math.max(...latitudes) };
}

export function isInside({ latitude, longitude }: Point, region: Region): boolean {
  if (region.shape === 'box') {
    const { low, high } = region;
    return (
      latitude >= low.latitude &&
      latitude <= high.latitude &&
      longitude >= low.longitude &&
      longitude <= high.longitude
    );
  }
  if (region.shape === 'circle') {
    const { centre, metres } = region;
    const north = Math.sin(((latitude - centre.latitude) * RADIANS) / 2);
    const east = Math.sin(((longitude - centre.longitude) * RADIANS) / 2);
    const haversine =
      north * north + Math.cos(latitude * RADIANS) * Math.cos(centre.latitude * RADIANS) * east * east;
    return haversine <= haversineOf(metres);
  }
  const met = sidesOf(region.corners).filter(
    ({ from, to, slope }) =>
      from.latitude > latitude !== to.latitude > latitude &&
      longitude < slope * (latitude - from.latitude) + from.longitude,
  );
  return met.length % 2 === 1;
}
