/**
 * What it costs to count deliveries: the processor time of a rendition from memory with counting, beside the same with a
 * counter that does nothing. Each request brings a user agent and a referrer.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from './client.ts';
import type { DeliveryTask } from './delivery-process.ts';
import { medianOfRounds } from './load.ts';
import { photograph } from './photos.ts';
import { cpuMs } from './process.ts';
import type { Row } from './row.ts';

const TARGET = '/demo/tr:w-370,f-jpg/a.jpg';
const ROUNDS = 9;
const WRK = [
  '-t1',
  '-c32',
  '-d3s',
  '-H',
  'User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
  '-H',
  'Referer: https://shop.example.com/blue-shirts',
];

export async function usage(): Promise<readonly Row[]> {
  const bytes = await photograph(0, { width: 2040, height: 1356 });
  const counting = await open({ counts: true, name: '/a.jpg', bytes });
  const plain = await open({ counts: false, name: '/a.jpg', bytes });
  try {
    for (const one of [counting, plain]) await measure(one);
    const figures = await medianOfRounds(
      ROUNDS,
      () => measure(counting),
      () => measure(plain),
    );
    return [{ name: 'cached 40 kB counted, processor time', ...figures, unit: 'µs', atMost: 1.03 }];
  } finally {
    for (const { child } of [counting, plain]) {
      child.send('close');
      await once(child, 'exit');
    }
  }
}

type Opened = { readonly child: ChildProcess; readonly url: string };

async function open(task: DeliveryTask): Promise<Opened> {
  const program = fileURLToPath(new URL('./delivery-process.ts', import.meta.url));
  const child = fork(program, { serialization: 'advanced' });
  child.send(task);
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}${TARGET}`;
  const client = createClient();
  await client.get(url);
  client.close();
  return { child, url };
}

/** Microseconds of the server that a request costs. */
async function measure({ child, url }: Opened): Promise<number> {
  const pid = child.pid ?? 0;
  const before = await cpuMs(pid);
  const { stdout } = await promisify(execFile)('wrk', [...WRK, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return (((await cpuMs(pid)) - before) * 1000) / requests;
}
