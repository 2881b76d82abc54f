/** What answers have told: values for later requests, by name. */
import type { Json } from '../official/official.ts';

export type KnownValues = {
  /** Remembers what is in an answer of an operation such as `GET /v1/files/{fileId}/details`. */
  learn(operation: string, body: Json): void;
  /** One of the values of a name: the younger half of the time one of the youngest. */
  pick(name: string, index: number): string;
};

const NAMES = ['fileId', 'jobId', 'requestId', 'filePath', 'folderPath', 'url', 'name'] as const;
/** For a name that no answer has had yet. */
const NOTHING_YET: Readonly<Record<string, string>> = { folderPath: '/', filePath: '/a.jpg', url: 'x' };
const NO_ID = '0123456789abcdef01234567';
const MAX_VALUES = 200;

export function createKnownValues(): KnownValues {
  const values = new Map<string, string[]>();

  function add(name: string, value: unknown): void {
    if (typeof value !== 'string' || value === '') return;
    const all = values.get(name) ?? [];
    values.set(name, all);
    if (!all.includes(value)) all.push(value);
    if (all.length > MAX_VALUES) all.shift();
  }

  function learnFrom(item: Json, collection: string): void {
    if (typeof item !== 'object' || item === null) return;
    for (const name of NAMES) add(name, item[name]);
    add(`id of ${collection}`, item.id);
    add('versionId', item.versionInfo?.id);
    if (collection === '/v1/customMetadataFields') add('field', item.name);
  }

  return {
    learn(operation, body) {
      const path = operation.split(' ')[1] ?? '';
      const collection = path.includes('/{') ? path.slice(0, path.indexOf('/{')) : path;
      for (const item of [body].flat()) learnFrom(item, collection);
    },
    pick(name, index) {
      const all = values.get(name) ?? [];
      const young = index % 2 === 0 ? all.slice(-8) : all;
      return young[index % young.length] ?? NOTHING_YET[name] ?? NO_ID;
    },
  };
}
