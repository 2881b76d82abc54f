import type { PlanRequest } from '../transformation/index.ts';

/** What the owner decides about delivery (spec, "Settings"). */
export type DeliverySettings = PlanRequest['settings'] & {
  /** `Cache-Control` of public and of private files. */
  readonly cacheControl: string;
  readonly privateCacheControl: string;
  /** Whether scripts are taken out of every delivered SVG. */
  readonly sanitizeSvg: boolean;
  /** The largest stored file that a transformation takes in. */
  readonly maxImageBytes: number;
};
