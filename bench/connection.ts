/**
 * The lightest HTTP client there is, because it works on the same cores as the server it measures: a connection that
 * asks one thing at a time, reads into one buffer, and keeps of an answer what is wanted.
 */
import { createConnection } from 'node:net';

export type Connection = {
  /**
   * @param wanted whether the body is kept
   * @returns the head in lower case. @throws when the connection is lost, or the answer has no Content-Length
   */
  ask(request: string, wanted: boolean): Promise<{ readonly head: string; readonly body: Buffer }>;
  close(): void;
};

type Reading = {
  readonly resolve: (answer: { readonly head: string; readonly body: Buffer }) => void;
  readonly reject: (error: Error) => void;
  readonly wanted: boolean;
  head: string;
  body: Buffer;
  /** Bytes of the body still to come; undefined while the head is read. */
  left: number | undefined;
};

const BUFFER_BYTES = 256 * 1024;

export function connect(host: string, port: number): Connection {
  let reading: Reading | undefined;
  const socket = createConnection({
    host,
    port,
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafe(BUFFER_BYTES),
      callback: (count, buffer) => {
        take(buffer.subarray(0, count));
        return true;
      },
    },
  });
  socket.on('error', lost).on('close', () => lost(new Error('The server has closed the connection.')));

  function lost(error: Error): void {
    reading?.reject(error);
    reading = undefined;
  }

  function take(bytes: Uint8Array): void {
    if (reading === undefined) return;
    let rest = bytes;
    if (reading.left === undefined) {
      reading.head += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const end = reading.head.indexOf('\r\n\r\n');
      if (end < 0) return;
      rest = bytes.subarray(bytes.length - (reading.head.length - end - 4));
      reading.head = reading.head.slice(0, end).toLowerCase();
      const length = /\r\ncontent-length: *(\d+)/.exec(reading.head)?.[1];
      if (length === undefined) {
        lost(new Error('The answer does not say how long it is.'));
        return;
      }
      reading.left = Number(length);
      if (reading.wanted) reading.body = Buffer.allocUnsafe(reading.left);
    }
    if (reading.wanted) reading.body.set(rest, reading.body.length - reading.left);
    reading.left -= rest.length;
    if (reading.left > 0) return;
    const { resolve, head, body } = reading;
    reading = undefined;
    resolve({ head, body });
  }

  return {
    ask: (request, wanted) =>
      new Promise((resolve, reject) => {
        reading = { resolve, reject, wanted, head: '', body: Buffer.alloc(0), left: undefined };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
