/** What a process has used, from Linux's /proc. */
import { readdir, readFile } from 'node:fs/promises';

/** Of the clock in /proc/<pid>/stat: 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time of all its threads, without its children. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold anything; utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
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
