/** How the extensions of a request begin, in the transaction of that request. */
import type { Tx } from '../database/index.ts';
import {
  type ExtensionConfig,
  type ExtensionName,
  type ExtensionRegistry,
  extensionErrors,
} from '../extensions/index.ts';
import { enqueue } from '../jobs/index.ts';
import { objectId } from '../kernel/index.ts';
import { recordFailure } from './extension-callbacks.ts';
import type { ExtensionRequest, ExtensionStatus } from './extension-request.ts';
import type { FileRecord } from './record.ts';

export const EXTENSION_JOB = 'extensions';

export type ExtensionPlan = {
  readonly jobId: string;
  /** What there is a backend for, in the order in which it is done. */
  readonly configs: readonly ExtensionConfig[];
  /** Those of them whose result a request may wait for. */
  readonly awaited: readonly ExtensionName[];
  /** What there is no backend for: it has failed. */
  readonly failed: readonly ExtensionName[];
  readonly webhookUrl: string | null;
};

/** The payload of the job: all that a request has asked of one version, of which the first is done next. */
export type ExtensionJob = {
  readonly fileId: string;
  readonly versionId: string;
  readonly left: readonly ExtensionConfig[];
  /** What is over. */
  readonly status: ExtensionStatus;
  /** Of the one that is done next. */
  readonly failures: number;
  readonly webhookUrl: string | null;
};

/** What requests begin, and wait for, by the way of this room's jobs. */
export type Extensions = {
  /** What is to be begun in the transaction of a request; undefined where nothing is asked for. */
  plan(request: ExtensionRequest | undefined): ExtensionPlan | undefined;
  /**
   * Runs the write that begins the plan, and waits for a moment for what may be over so soon (rest-api.md 2.14, "tried
   * synchronously"). Answers the file as it is then, and how far its extensions are.
   */
  whileBegun(
    plan: ExtensionPlan | undefined,
    write: () => Promise<FileRecord>,
  ): Promise<{ readonly file: FileRecord; readonly status: ExtensionStatus | undefined }>;
};

export function planExtensions(
  request: ExtensionRequest | undefined,
  registry: ExtensionRegistry,
  now: number,
): ExtensionPlan | undefined {
  if (request === undefined || request.configs.length === 0) return undefined;
  const backend = ({ name }: ExtensionConfig) => registry.find(name);
  const configs = request.configs.filter((config) => backend(config) !== undefined);
  const isAwaited = (config: ExtensionConfig) =>
    config.name !== 'remove-bg' && backend(config)?.answersAtOnce === true;
  // What is waited for comes first; remove-bg comes last, since it makes the version an old one.
  const rank = (config: ExtensionConfig) => (isAwaited(config) ? 0 : config.name === 'remove-bg' ? 2 : 1);
  return {
    jobId: objectId(now),
    configs: configs.toSorted((a, b) => rank(a) - rank(b)),
    awaited: configs.filter(isAwaited).map(({ name }) => name),
    failed: request.configs.filter((config) => backend(config) === undefined).map(({ name }) => name),
    webhookUrl: request.webhookUrl ?? null,
  };
}

/** Inside the unit of work that makes or changes the version. */
export async function beginExtensions(
  tx: Tx,
  plan: ExtensionPlan,
  { fileId, versionId, now }: { readonly fileId: string; readonly versionId: string; readonly now: number },
): Promise<void> {
  const { jobId, configs, webhookUrl } = plan;
  for (const name of plan.failed) {
    await recordFailure(tx, {
      webhookUrl,
      service: name,
      fileId,
      message: extensionErrors.notConfigured(name).message,
      now,
    });
  }
  if (configs.length === 0) return;
  const payload: ExtensionJob = { fileId, versionId, left: configs, status: {}, failures: 0, webhookUrl };
  await enqueue(tx, { id: jobId, kind: EXTENSION_JOB, payload, now });
}

/** As it is when the request is committed. */
export function firstStatus({ configs, failed }: ExtensionPlan): ExtensionStatus {
  return Object.fromEntries([
    ...configs.map(({ name }) => [name, 'pending'] as const),
    ...failed.map((name) => [name, 'failed'] as const),
  ]);
}
