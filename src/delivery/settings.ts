import type { Settings } from '../settings/index.ts';
import type { PlanRequest } from '../transformation/index.ts';
import type { Restrictions } from './restrictions.ts';
import type { VisitorRules } from './visitors.ts';

/** What the owner decides about delivery (spec, "Settings"). */
export type DeliverySettings = PlanRequest['settings'] &
  Pick<Settings, 'cacheControl' | 'privateCacheControl' | 'sanitizeSvg' | 'maxImageBytes'> &
  Restrictions &
  VisitorRules;
