import type { AccountSettings } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { answerSchema, settingsJson } from './settings-json.ts';

export const SETTINGS_PATH = '/_halftone/v1/settings';

export function getSettings({
  accounts: { settings },
}: {
  readonly accounts: { readonly settings: AccountSettings };
}): Route {
  return {
    method: 'GET',
    paths: [SETTINGS_PATH],
    summary: 'The settings of the account as they hold now.',
    access: 'account',
    schema: { response: { 200: answerSchema } },
    handler: async () => settingsJson(await settings.current(), settings),
  };
}
