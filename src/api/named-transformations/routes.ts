import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { createNamedTransformation } from './create.ts';
import { deleteNamedTransformation } from './delete.ts';
import { namedTransformationDetails } from './details.ts';
import { listNamedTransformations } from './list.ts';
import { updateNamedTransformation } from './update.ts';

/** Named transformations of the account (rest-api.md 2.16). */
export function namedTransformationRoutes(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): readonly Route[] {
  return [
    createNamedTransformation(deps),
    listNamedTransformations(deps),
    namedTransformationDetails(deps),
    updateNamedTransformation(deps),
    deleteNamedTransformation(deps),
  ];
}
