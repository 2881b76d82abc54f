export { type CountedDelivery, DIMENSIONS, type Dimension } from './counter.ts';
export type { Days, NamedCount } from './read.ts';
export { addCountsUnit, clearCountsUnit } from './units.ts';
export { createUsage, type Usage, type UsageTop, type UsageTotals } from './usage.ts';
