/**
 * Every answer that a conformance test gets is held against ImageKit's document and against the server's own, whatever
 * the test looks at itself: `fetch` is replaced, which the SDK uses as well. What is wrong fails the test under way, or
 * the file when it came in a hook. A thrown error would not do: the SDK takes it for a lost connection and tries again.
 */
import assert from 'node:assert/strict';
import { after, afterEach } from 'node:test';
import { type AnswerValidator, createAnswerValidator } from '../test/official/answer-validator.ts';
import type { ApiDocument } from '../test/official/official.ts';
import { type Answer, canonical, createOfficialValidator } from '../test/official/validate.ts';

/** First segments of the paths of an API; all else is media. */
const API = /^\/+(v1|v2|api|_halftone|health|ready|openapi\.json)(\/|$)/;

/** @param baseURL base of the API; what goes elsewhere is left alone */
export function validateAnswers(baseURL: string): void {
  const original = globalThis.fetch;
  const base = new URL(baseURL);
  const official = createOfficialValidator();
  const problems: string[] = [];
  let own: Promise<AnswerValidator | undefined> | undefined;

  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const url = new URL(input instanceof Request ? input.url : String(input));
    const path = pathOf(url, base);
    if (url.origin !== base.origin || !API.test(path)) return response;
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    if (method.toUpperCase() === 'OPTIONS' || method.toUpperCase() === 'HEAD') return response;
    const { status, headers } = response;
    const answer = { method, path, status, headers, body: await response.clone().text() };
    own ??= ownValidator(original, base);
    problems.push(...official(answer), ...ownProblems(await own, answer));
    return response;
  };

  const check = () => assert.deepEqual(problems.splice(0), [], 'answers are not as documented');
  afterEach(check);
  after(check);
}

function ownProblems(own: AnswerValidator | undefined, answer: Answer): readonly string[] {
  const exchange = canonical(answer);
  if (own?.operation(exchange) === undefined) return [];
  return own.problems(exchange).map((problem) => `by the server's own document: ${problem}`);
}

/** Undefined for a server that does not describe itself. */
async function ownValidator(get: typeof fetch, base: URL): Promise<AnswerValidator | undefined> {
  const answer = await get(new URL(`${base.pathname.replace(/\/$/, '')}/openapi.json`, base));
  return answer.ok ? createAnswerValidator((await answer.json()) as ApiDocument) : undefined;
}

/** Without what the API is mounted under. */
function pathOf(url: URL, base: URL): string {
  const prefix = base.pathname.replace(/\/$/, '');
  return url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
}
