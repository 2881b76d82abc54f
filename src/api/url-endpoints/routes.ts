import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { createUrlEndpoint } from './create.ts';
import { deleteUrlEndpoint } from './delete.ts';
import { urlEndpointDetails } from './details.ts';
import { listUrlEndpoints } from './list.ts';
import { updateUrlEndpoint } from './update.ts';

/** URL endpoints of the account (rest-api.md 6.4). */
export function urlEndpointRoutes(deps: {
  readonly accounts: Pick<Accounts, 'urlEndpoints'>;
}): readonly Route[] {
  return [
    createUrlEndpoint(deps),
    listUrlEndpoints(deps),
    urlEndpointDetails(deps),
    updateUrlEndpoint(deps),
    deleteUrlEndpoint(deps),
  ];
}
