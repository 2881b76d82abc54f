/**
 * Many generated requests against a server that runs, and all that is wrong with its answers: a 5xx, an error that is no
 * JSON with a message, an answer that is not as ImageKit's document or the server's own says, a secret anywhere.
 */
import fc from 'fast-check';
import { createAnswerValidator } from '../official/answer-validator.ts';
import type { ApiDocument, Json } from '../official/official.ts';
import { createOfficialValidator } from '../official/validate.ts';
import { createKnownValues } from './known-values.ts';
import { type Plan, planArbitrary } from './plans.ts';
import { createSender } from './send.ts';

/** A text that must be nowhere, but in the answers of some operations. */
export type Secret = { readonly name: string; readonly text: string; readonly allowedIn?: RegExp };

export type Report = {
  readonly sent: number;
  /** Answers by class of status, such as `2`. */
  readonly classes: Readonly<Record<string, number>>;
  /** Operations that have succeeded, and that have not. */
  readonly succeeded: readonly string[];
  readonly neverSucceeded: readonly string[];
  /** Each once, with how often it was seen, and the first plan and answer. */
  readonly problems: readonly string[];
};

export type RunOptions = {
  readonly server: { readonly baseUrl: string; readonly privateKey: string };
  readonly requests: number;
  readonly seed: number;
  readonly secrets: readonly Secret[];
  /** Requests before the generated ones, so that there is something to work with. */
  readonly begin: readonly Plan[];
};

/** Operations whose answers show new private keys, once. */
const SHOWS_NEW_KEYS = /^POST \/_halftone\/v1\/keys/;

export async function runGenerated(options: RunOptions): Promise<Report> {
  const { server, seed } = options;
  const document = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as ApiDocument;
  const official = createOfficialValidator();
  const own = createAnswerValidator(document);
  const known = createKnownValues();
  const sender = createSender(server, known);
  const problems = new Map<string, { count: number; first: string }>();
  const classes: Record<string, number> = {};
  const succeeded = new Set<string>();
  const secrets = [...options.secrets];
  let sent = 0;

  const note = (problem: string, first: string) => {
    // Ids and other values differ from one time to the next.
    const key = problem.replaceAll(/[0-9a-f]{24}|\d+/g, '#').slice(0, 160);
    problems.set(key, {
      count: (problems.get(key)?.count ?? 0) + 1,
      first: problems.get(key)?.first ?? first,
    });
  };

  async function send(plan: Plan): Promise<void> {
    sent++;
    const shown = JSON.stringify(plan).slice(0, 1_500);
    const answer = await sender
      .send(plan)
      .catch((error) => void note(`no answer: ${error}`, `no answer: ${error}\n  ${shown}`));
    if (answer === undefined) return;
    const { status, body } = answer;
    classes[Math.floor(status / 100)] = (classes[Math.floor(status / 100)] ?? 0) + 1;
    const found = [
      ...(status >= 500 ? [`${plan.operation} answers ${status}`] : []),
      ...official(answer),
      ...(own.operation(answer) === undefined ? [] : own.problems(answer).map((each) => `own: ${each}`)),
      ...leaks(plan.operation, body, JSON.stringify([...answer.headers]), secrets),
    ];
    for (const problem of found) {
      note(
        problem,
        `${problem}\n  ${shown}\n  ${answer.target.slice(0, 300)}\n  ${status} ${body.slice(0, 600)}`,
      );
    }
    if (status >= 300) return;
    succeeded.add(plan.operation);
    const value = parsed(body);
    known.learn(plan.operation, value);
    secrets.push(...newSecrets(plan.operation, value));
  }

  for (const plan of options.begin) await send(plan);
  for (const plan of fc.sample(planArbitrary(document), { numRuns: options.requests, seed }))
    await send(plan);
  sender.close();

  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return {
    sent,
    classes,
    succeeded: operations.filter((operation) => succeeded.has(operation)),
    neverSucceeded: operations.filter((operation) => !succeeded.has(operation)),
    problems: [...problems].map(([, { count, first }]) => `${count} times: ${first}`),
  };
}

/** Secrets in a text, by name. */
export function leaks(
  operation: string,
  body: string,
  headers: string,
  secrets: readonly Secret[],
): readonly string[] {
  return secrets
    .filter(
      ({ text, allowedIn }) => headers.includes(text) || (body.includes(text) && !allowedIn?.test(operation)),
    )
    .map(({ name }) => `${operation} shows ${name}`);
}

function newSecrets(operation: string, value: Json): readonly Secret[] {
  return [value, value?.key].flat().flatMap((item): readonly Secret[] => {
    const found: Secret[] = [];
    if (typeof item?.privateKey === 'string') {
      found.push({ name: 'a private key', text: item.privateKey, allowedIn: SHOWS_NEW_KEYS });
    }
    if (operation.includes('/webhooks') && typeof item?.secret === 'string') {
      found.push({
        name: 'the secret of a webhook',
        text: item.secret,
        allowedIn: /\/v1\/accounts\/webhooks/,
      });
    }
    return found;
  });
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
