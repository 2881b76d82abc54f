/** The settings that the owner changes while the server runs: in the table `settings`, and in the memory of each node. */
import { type Database, type Tx, unitOfWork } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import { SETTING_KEYS, type SettingKey, type Settings } from '../settings/index.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';
import { readChange, type SettingsChange, settingsOf } from './settings-change.ts';

export type CurrentSettings = {
  /** Another one for every change, and never a smaller one. */
  readonly revision: number;
  /** Not to be changed. */
  readonly values: Settings;
};

export type AccountSettings = {
  /** What stands in memory, less than a second old; exact after a change of this node's own. */
  current(): Promise<CurrentSettings>;
  /** Those that the environment gives. */
  readonly fixed: readonly SettingKey[];
  /**
   * Changes what is named, all of it or nothing; null is the default. Durable, and told to this node's followers, when
   * it resolves.
   * Errors: `unknownSetting`, `badSetting` (400), `fixedSetting` (409).
   */
  change(given: Readonly<Record<string, unknown>>): Promise<CurrentSettings>;
  /**
   * Calls `follower` with the settings as they are, before it resolves, and again after each change: at once after one
   * of this node's own, within a second after one of another's. So what is made from settings is made anew when they
   * change, and nobody asks for them in between.
   * @param onError hears of the first of several failures to look; the settings of before hold on
   * @returns ends it
   */
  follow(
    follower: (current: CurrentSettings) => void,
    onError: (error: unknown) => void,
  ): Promise<() => void>;
};

export type SettingsDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly given: Partial<Settings>;
  /** What this node can take in at most, whatever is allowed. */
  readonly mostUploadBytes: number;
};

/** Looked up this often, and a copy is not good for longer, so that a change is seen everywhere within a second. */
const LOOK_EVERY_MS = 500;
const COPY_MAX_AGE_MS = 450;

const REVISION = 'revision';

export function createSettings(deps: SettingsDeps): AccountSettings {
  const { database, given } = deps;
  const copy = createCopy({
    load: () => load(database, given),
    maxAgeMs: COPY_MAX_AGE_MS,
    clock: deps.clock,
  });
  const fixed = SETTING_KEYS.filter((key) => given[key] !== undefined);
  const followers = new Set<(current: CurrentSettings) => void>();

  return {
    current: () => copy.get(),
    fixed,
    async change(asked) {
      const change = readChange(asked, new Set(fixed));
      checkUploadSize(change, deps.mostUploadBytes);
      if (Object.keys(change).length > 0) await database.write(changeSettingsUnit, change);
      copy.forget();
      const current = await copy.get();
      for (const tell of followers) tell(current);
      return current;
    },
    async follow(follower, onError) {
      let told = -1;
      let failing = false;
      const tell = (current: CurrentSettings) => {
        // A look that began before a change may end after it.
        if (current.revision <= told) return;
        told = current.revision;
        follower(current);
      };
      tell(await copy.get());
      followers.add(tell);
      const look = async () => {
        try {
          tell(await copy.get());
          failing = false;
        } catch (error) {
          if (!failing) onError(error);
          failing = true;
        }
      };
      const looking = setInterval(look, LOOK_EVERY_MS);
      looking.unref();
      return () => {
        clearInterval(looking);
        followers.delete(tell);
      };
    },
  };
}

/** An upload that is larger than the staging area could never succeed. */
function checkUploadSize({ maxUploadBytes }: SettingsChange, most: number): void {
  if (maxUploadBytes && Number(maxUploadBytes) > most)
    throw errors.badSetting('maxUploadBytes', `at most ${most}, the staging area of this server`);
}

export const changeSettingsUnit = unitOfWork(
  'accounts.changeSettings',
  async (tx: Tx, change: SettingsChange): Promise<void> => {
    await countUp(tx);
    for (const [key, value] of Object.entries(change)) {
      if (value === null) await tx.deleteFrom('settings').where('key', '=', key).execute();
      else
        await tx
          .insertInto('settings')
          .values({ key, value })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
          .execute();
    }
  },
);

/** First in every change: on PostgreSQL it also lets them pass one after the other. */
async function countUp(tx: Tx): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ key: REVISION, value: '1' })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((is) => ({
        value: is.cast<string>(
          is(is.cast<number>(is.ref('settings.value'), 'integer'), '+', is.lit(1)),
          'text',
        ),
      })),
    )
    .execute();
}

/** One statement, so that revision and values are of one moment. */
async function load({ deliveryReader }: Database, given: Partial<Settings>): Promise<CurrentSettings> {
  const rows = await deliveryReader.selectFrom('settings').selectAll().execute();
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  return Object.freeze({ revision: Number(stored.get(REVISION) ?? 0), values: settingsOf(stored, given) });
}
