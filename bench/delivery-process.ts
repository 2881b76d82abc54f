/**
 * A delivery of one file in a process of its own, which counts what it delivers or does not. It is told the file by its
 * parent, and tells its port.
 */
import { openTestDelivery } from '../src/delivery/delivery.testing.ts';

export type DeliveryTask = { readonly counts: boolean; readonly name: string; readonly bytes: Uint8Array };

process.once('message', async ({ counts, name, bytes }: DeliveryTask) => {
  const delivery = await openTestDelivery(counts ? {} : { count: () => {} });
  if (counts) delivery.accounts.usage.start();
  await delivery.upload(name, bytes);
  process.once('message', async () => {
    await delivery.close();
    process.disconnect?.();
  });
  process.send?.(delivery.port);
});
