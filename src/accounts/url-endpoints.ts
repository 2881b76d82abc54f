/** URL endpoints of the account: the bases of its media URLs (rest-api.md 6.4; delivery.md 2). */
import {
  type Database,
  DEFAULT_URL_ENDPOINT_ID,
  type Reader,
  type Tables,
  type Tx,
  unitOfWork,
} from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { countUp } from './revision.ts';
import { isShortId } from './short-id.ts';

/** Whose URLs the endpoint understands besides its own. */
export type UrlRewriter =
  | { readonly type: 'CLOUDINARY'; readonly preserveAssetDeliveryTypes: boolean }
  | { readonly type: 'IMGIX' }
  | { readonly type: 'AKAMAI' };

export type GivenUrlEndpoint = {
  readonly description: string;
  /** The segment after the account; empty for the default endpoint and for no other. */
  readonly urlPrefix: string;
  /** Ids, in the order in which they are asked after the library. */
  readonly origins: readonly string[];
  readonly urlRewriter: UrlRewriter | undefined;
};

export type UrlEndpoint = GivenUrlEndpoint & { readonly id: string };

export type UrlEndpoints = {
  /** The default one first, then from the oldest to the newest. */
  list(): Promise<readonly UrlEndpoint[]>;
  /** Errors: `urlEndpointNotFound` (404), also for an id of another shape. */
  get(id: string): Promise<UrlEndpoint>;
  /** Errors: `reservedPrefix`, `prefixTaken`, `originMissing`, `tooManyUrlEndpoints` (400). */
  create(given: GivenUrlEndpoint): Promise<UrlEndpoint>;
  /** Puts another one in its place, under its id. Errors: as `create`; `urlEndpointNotFound`, `defaultPrefixFixed`. */
  replace(id: string, given: GivenUrlEndpoint): Promise<UrlEndpoint>;
  /** Errors: `urlEndpointNotFound`, `defaultCannotBeDeleted` (400). */
  remove(id: string): Promise<void>;
};

type EndpointRow = Tables['url_endpoints'];
type GivenRow = { readonly row: EndpointRow; readonly origins: readonly string[] };

/** Ours: far above any real account, and their prefixes still fit in memory. The default one counts as none. */
export const MAX_URL_ENDPOINTS = 500;

export function createUrlEndpoints(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): UrlEndpoints {
  const { database, clock } = deps;

  const toRow = (id: string, given: GivenUrlEndpoint): EndpointRow => {
    const { description, urlPrefix, urlRewriter } = given;
    const rewriter = urlRewriter === undefined ? null : JSON.stringify(urlRewriter);
    const now = clock();
    return { id, description, url_prefix: urlPrefix, rewriter, created_at: now, updated_at: now };
  };

  async function put(id: string, given: GivenUrlEndpoint, isNew: boolean): Promise<UrlEndpoint> {
    const { origins } = given;
    // An id of another shape is nobody's; a database would stumble over some.
    if (!origins.every(isShortId)) throw errors.originMissing();
    await database.write(putUrlEndpointUnit, { row: toRow(id, given), origins, isNew });
    return { id, ...given };
  }

  return {
    list: () => select(database.reader),
    async get(id) {
      const [found] = isShortId(id) ? await select(database.reader, id) : [];
      if (found === undefined) throw errors.urlEndpointNotFound();
      return found;
    },
    async create(given) {
      if (given.urlPrefix === '') throw errors.reservedPrefix();
      return put(randomToken(9), given, true);
    },
    async replace(id, given) {
      if (!isShortId(id)) throw errors.urlEndpointNotFound();
      if (id === DEFAULT_URL_ENDPOINT_ID && given.urlPrefix !== '') throw errors.defaultPrefixFixed();
      return put(id, given, false);
    },
    async remove(id) {
      if (id === DEFAULT_URL_ENDPOINT_ID) throw errors.defaultCannotBeDeleted();
      if (!isShortId(id)) throw errors.urlEndpointNotFound();
      await database.write(removeUrlEndpointUnit, id);
    },
  };
}

export const putUrlEndpointUnit = unitOfWork(
  'accounts.putUrlEndpoint',
  async (tx: Tx, { row, origins, isNew }: GivenRow & { readonly isNew: boolean }): Promise<void> => {
    await countUp(tx, 'origins_revision');
    const others = await tx
      .selectFrom('url_endpoints')
      .select('url_prefix')
      .where('id', '<>', row.id)
      .execute();
    if (isNew && others.length > MAX_URL_ENDPOINTS) throw errors.tooManyUrlEndpoints(MAX_URL_ENDPOINTS);
    await (isNew ? insert(tx, row, others) : update(tx, row, others));
    await putOrigins(tx, row.id, origins);
  },
);

type Others = readonly Pick<EndpointRow, 'url_prefix'>[];

async function insert(tx: Tx, row: EndpointRow, others: Others): Promise<void> {
  checkPrefix(row, others);
  await tx.insertInto('url_endpoints').values(row).execute();
}

async function update(tx: Tx, row: EndpointRow, others: Others): Promise<void> {
  const { description, url_prefix, rewriter, updated_at } = row;
  const known = await tx.selectFrom('url_endpoints').select('id').where('id', '=', row.id).executeTakeFirst();
  if (known === undefined) throw errors.urlEndpointNotFound();
  checkPrefix(row, others);
  await tx
    .updateTable('url_endpoints')
    .set({ description, url_prefix, rewriter, updated_at })
    .where('id', '=', row.id)
    .execute();
}

function checkPrefix({ id, url_prefix }: EndpointRow, others: Others): void {
  if (url_prefix === '' && id !== DEFAULT_URL_ENDPOINT_ID) throw errors.reservedPrefix();
  if (others.some((other) => other.url_prefix === url_prefix)) throw errors.prefixTaken();
}

async function putOrigins(tx: Tx, endpointId: string, origins: readonly string[]): Promise<void> {
  await tx.deleteFrom('url_endpoint_origins').where('endpoint_id', '=', endpointId).execute();
  if (origins.length === 0) return;
  const wanted = [...new Set(origins)];
  const known = await tx.selectFrom('origins').select('id').where('id', 'in', wanted).execute();
  if (known.length < wanted.length) throw errors.originMissing();
  await tx
    .insertInto('url_endpoint_origins')
    .values(origins.map((originId, position) => ({ endpoint_id: endpointId, position, origin_id: originId })))
    .execute();
}

export const removeUrlEndpointUnit = unitOfWork('accounts.removeUrlEndpoint', async (tx: Tx, id: string) => {
  await countUp(tx, 'origins_revision');
  const { numDeletedRows } = await tx.deleteFrom('url_endpoints').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw errors.urlEndpointNotFound();
});

/** One statement, so that an endpoint and its origins are of one moment. */
async function select(reader: Reader, id?: string): Promise<readonly UrlEndpoint[]> {
  const rows = await reader
    .selectFrom('url_endpoints')
    .leftJoin('url_endpoint_origins', 'url_endpoint_origins.endpoint_id', 'url_endpoints.id')
    .select(['id', 'description', 'url_prefix', 'rewriter', 'origin_id'])
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    // Only the default one has the empty prefix.
    .orderBy((is) => is.case().when('url_prefix', '=', '').then(0).else(1).end())
    .orderBy('created_at')
    .orderBy('id')
    .orderBy('position')
    .execute();
  const byId = new Map<string, UrlEndpoint & { readonly origins: string[] }>();
  for (const row of rows) {
    const endpoint: UrlEndpoint & { readonly origins: string[] } = byId.get(row.id) ?? {
      id: row.id,
      description: row.description,
      urlPrefix: row.url_prefix,
      origins: [],
      urlRewriter: row.rewriter === null ? undefined : JSON.parse(row.rewriter),
    };
    if (row.origin_id !== null) endpoint.origins.push(row.origin_id);
    byId.set(row.id, endpoint);
  }
  return [...byId.values()];
}
