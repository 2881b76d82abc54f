/** All units of work of the program. SQLite's writer thread loads this module for itself. */
import { accountUnits } from './accounts/index.ts';
import { jobUnits } from './jobs/index.ts';
import { libraryUnits } from './library/index.ts';
import { webhookUnits } from './webhooks/index.ts';

export const units = [...accountUnits, ...jobUnits, ...libraryUnits, ...webhookUnits];
