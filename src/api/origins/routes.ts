import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { createOrigin } from './create.ts';
import { deleteOrigin } from './delete.ts';
import { originDetails } from './details.ts';
import { listOrigins } from './list.ts';
import { updateOrigin } from './update.ts';

/** Origins of the account (rest-api.md 6.3). */
export function originRoutes(deps: { readonly accounts: Pick<Accounts, 'origins'> }): readonly Route[] {
  return [createOrigin(deps), listOrigins(deps), originDetails(deps), updateOrigin(deps), deleteOrigin(deps)];
}
