/** A POST to a URL that somebody else chose, of which only the status of the answer matters. */
import { startDeadline } from './deadline.ts';
import { createGuardedClient, type GuardedClientOptions, translate } from './guarded-client.ts';

export type PostRequest = {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From the call to the head of the answer: name look-up, connection, sending. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/**
 * Answers the status. Redirects are not followed: theirs is the status. What is said after the head is thrown away.
 *
 * @throws errors.badUrl, errors.blockedAddress, errors.timeout, errors.connectionRefused, errors.unreachable; the
 *   signal's reason when it aborts
 */
export type SafePost = (url: string, request: PostRequest) => Promise<number>;

/** An answer so short is read to its end, which leaves the connection open for the next request. */
const READ_BYTES = 16 * 1024;
const READ_MS = 1_000;

export function createSafePost(options: GuardedClientOptions): SafePost & { close(): Promise<void> } {
  const client = createGuardedClient(options);

  const safePost: SafePost = async (text, { body, headers, timeoutMs, signal }) => {
    const url = client.checkedUrl(text);
    const { agent, request } = await client.connect();
    const deadline = startDeadline(timeoutMs, signal);
    try {
      const answer = await deadline.within(timeoutMs, 'no answer', (within) =>
        request(url, { method: 'POST', dispatcher: agent, signal: within, headers, body }),
      );
      // Nobody waits for it, and nobody wants to know how it ends.
      answer.body.on('error', () => {});
      answer.body.dump({ limit: READ_BYTES, signal: AbortSignal.timeout(READ_MS) }).catch(() => {});
      return answer.statusCode;
    } catch (error) {
      throw deadline.reason() ?? translate(error, url);
    } finally {
      deadline.end();
    }
  };
  return Object.assign(safePost, { close: client.close });
}
