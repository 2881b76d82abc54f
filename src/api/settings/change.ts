import type { Accounts } from '../../accounts/index.ts';
import { readSetting } from '../../settings/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { type AccountDefaultsDeps, checkAccountDefaults, checkUploadDefaults } from '../upload/defaults.ts';
import { SETTINGS_PATH } from './get.ts';
import { answerSchema, settingsJson, settingsSchema } from './settings-json.ts';

export type ChangeSettingsDeps = AccountDefaultsDeps & { readonly accounts: Pick<Accounts, 'settings'> };

export function changeSettings(deps: ChangeSettingsDeps): Route {
  const { settings } = deps.accounts;
  return {
    method: 'PATCH',
    paths: [SETTINGS_PATH],
    summary: 'Change settings: all that are named, or none; null is the default. They take effect at once.',
    access: 'account',
    schema: { body: settingsSchema({ forChange: true }), response: { 200: answerSchema } },
    handler: async (request) => {
      const given = jsonBody(request);
      request.auditTarget = Object.keys(given).join(',');
      const defaults = readSetting('defaultUpload', given.defaultUpload ?? {});
      if (defaults !== undefined) {
        checkUploadDefaults(defaults);
        await checkAccountDefaults(defaults, deps);
      }
      return settingsJson(await settings.change(given), settings);
    },
  };
}
