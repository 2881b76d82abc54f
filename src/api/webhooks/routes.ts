import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { createWebhook } from './create.ts';
import { deleteWebhook } from './delete.ts';
import { webhookDetails } from './details.ts';
import { listWebhooks } from './list.ts';
import { updateWebhook } from './update.ts';

/** Webhooks of the account (rest-api.md 6.5). */
export function webhookRoutes(deps: { readonly accounts: Pick<Accounts, 'webhooks'> }): readonly Route[] {
  return [
    createWebhook(deps),
    listWebhooks(deps),
    webhookDetails(deps),
    updateWebhook(deps),
    deleteWebhook(deps),
  ];
}
