/** `extensions` and `webhookUrl` of an upload and of an update (rest-api.md 2.3, 2.5, 2.14). */
import type { Accounts } from '../../accounts/index.ts';
import { type Lookups, parseExtensions, SAVED_EXTENSION } from '../../extensions/index.ts';
import type { ExtensionRequest, Library } from '../../library/index.ts';
import { isWebUrl } from '../../net/index.ts';
import { errors } from '../errors.ts';
import { fieldLookup } from './lookups.ts';

export type ExtensionDeps = {
  readonly accounts: Pick<Accounts, 'savedExtensions'>;
  readonly library: Pick<Library, 'customFields'>;
};

/**
 * What is asked for, saved extensions put in; undefined where nothing is.
 *
 * @param extensions a list as the client wrote it; undefined and null: none
 * @param webhookUrl as `checkWebhookUrl` returns it
 * Errors: 400 whose help says where and what.
 */
export async function readExtensions(
  extensions: unknown,
  webhookUrl: string | undefined,
  deps: ExtensionDeps,
): Promise<ExtensionRequest | undefined> {
  if (extensions === undefined || extensions === null) return undefined;
  const configs = parseExtensions(extensions, await lookups(extensions, deps));
  return configs.length === 0 ? undefined : { configs, webhookUrl };
}

/** The account is asked only about what the list can need. */
async function lookups(extensions: unknown, { accounts, library }: ExtensionDeps): Promise<Lookups> {
  const names = Array.isArray(extensions) ? extensions.map((extension) => extension?.name) : [];
  const saved = names.includes(SAVED_EXTENSION) ? await accounts.savedExtensions.list() : [];
  const configs = new Map(saved.map(({ id, config }) => [id, config]));
  const needsFields = names.includes('ai-tasks') || saved.some(({ config }) => config.name === 'ai-tasks');
  return {
    saved: (id) => configs.get(id),
    field: needsFields ? (await fieldLookup(library)).field : () => undefined,
  };
}

/** An http(s) URL as `isWebUrl` knows it; undefined, null and an empty text: none. Errors: 400. */
export function checkWebhookUrl(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!isWebUrl(value)) throw errors.invalidWebhookUrl();
  return value;
}
