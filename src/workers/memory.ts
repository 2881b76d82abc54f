import { readFileSync } from 'node:fs';

/**
 * Bytes of memory that are a process's own (not pages of files, which the system takes back when it needs them),
 * or 0 where the system does not tell: only Linux does, and only while the process lives.
 * Synchronous on purpose: /proc is memory, and the read takes some 20 microseconds.
 */
export function ownMemory(pid: number): number {
  if (process.platform !== 'linux') return 0;
  try {
    const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
