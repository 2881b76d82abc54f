/**
 * For tests only: a gate at which work in a child process waits until the test lets it pass, so that tests wait for
 * events and never for time.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Gate = {
  /** What a task gives to {@link waitAtGate}. */
  readonly path: string;
  /** The next one to arrive, or the first that arrived unseen. */
  arrival(): Promise<Visitor>;
  close(): Promise<void>;
};

export type Visitor = {
  readonly pid: number;
  /** Lets it go on. */
  pass(): void;
  /** Settles when it has gone on, or its process has died. */
  readonly left: Promise<void>;
};

export async function openGate(): Promise<Gate> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-gate-'));
  const path = join(folder, 'socket');
  const arrived: Visitor[] = [];
  const expected: ((visitor: Visitor) => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const left = Promise.withResolvers<void>();
    socket.on('error', () => {}); // A killed process resets its connection.
    socket.on('close', () => {
      sockets.delete(socket);
      left.resolve();
    });
    socket.once('data', (data) => {
      const visitor = { pid: Number(data), pass: () => void socket.end('pass'), left: left.promise };
      const waiting = expected.shift();
      if (waiting) waiting(visitor);
      else arrived.push(visitor);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    arrival() {
      const visitor = arrived.shift();
      return visitor ? Promise.resolve(visitor) : new Promise((resolve) => expected.push(resolve));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** Called by a task: waits until the test lets it pass (or has gone). */
export function waitAtGate(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(String(process.pid)));
    socket.resume();
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}
