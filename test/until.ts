import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;
const GIVE_UP_MS = 20_000;

/** Resolves with the first truthy outcome of `look`. @throws when none comes; `what` says what was waited for */
export async function until<Out>(
  what: string,
  look: () => Out | undefined | Promise<Out | undefined>,
): Promise<NonNullable<Out>> {
  const end = performance.now() + GIVE_UP_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await pause(EVERY_MS);
  }
}
