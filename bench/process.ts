/** What a process has used, from Linux's /proc. */
import { readdir, readFile } from 'node:fs/promises';

/** Of the clock in /proc/<pid>/stat: 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time of all its threads, without its children. */
export async function cpuMs(pid: number): Promise<number> {
  return (await times(pid)).own;
}

/** The same with its children, those that have ended as well. */
export async function cpuMsOfAll(pid: number): Promise<number> {
  const { own, ended } = await times(pid);
  const children = await Promise.all((await childrenOf(pid)).map((child) => cpuMs(child).catch(() => 0)));
  return children.reduce((sum, ms) => sum + ms, own + ended);
}

async function times(pid: number): Promise<{ readonly own: number; readonly ended: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold anything; utime, stime, cutime, cstime are the 12th to 15th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ms = (first: number) =>
    ((Number(fields[first]) + Number(fields[first + 1])) * 1000) / TICKS_PER_SECOND;
  return { own: ms(11), ended: ms(13) };
}

/** Bytes of memory: private pages, and of each shared page the part that falls to each who shares it. */
export async function pssBytes(pid: number): Promise<{ readonly own: number; readonly children: number }> {
  const children = await Promise.all((await childrenOf(pid)).map(pssOf));
  return { own: await pssOf(pid), children: children.reduce((sum, bytes) => sum + bytes, 0) };
}

async function pssOf(pid: number): Promise<number> {
  // One that has just ended has none.
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}
