import { Type } from 'typebox';
import type { AccountSettings, CurrentSettings } from '../../accounts/index.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey } from '../../settings/index.ts';

/** Every setting with its type, from the table of them. */
export function settingsSchema(options: { readonly forChange: boolean }) {
  const properties = SETTING_KEYS.map((key) => {
    const { type, meaning } = SETTINGS[key];
    const value = Type.Unsafe({ ...type.schema, description: meaning });
    return [key, options.forChange ? Type.Optional(Type.Union([value, Type.Null()])) : value] as const;
  });
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false });
}

export const answerSchema = Type.Object({
  revision: Type.Integer({ description: 'Another one for every change.' }),
  settings: settingsSchema({ forChange: false }),
  fixed: Type.Array(Type.String({ enum: [...SETTING_KEYS] as SettingKey[] }), {
    description: 'Settings that the environment gives: they cannot be changed here.',
  }),
});

export function settingsJson(
  { revision, values }: CurrentSettings,
  { fixed }: Pick<AccountSettings, 'fixed'>,
) {
  return { revision, settings: values, fixed };
}
