import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { portable, scripts } from '../migrations/index.ts';
import { openPostgres } from './open.ts';
import { ICU_LOCALE, startPostgres } from './server.testing.ts';

/** What a new database starts from, by its name in the tests. */
const EMPTY = { postgres: 'template0', 'postgres-icu': `template0 ${ICU_LOCALE}` } as const;

/**
 * Makes a database of its own for one test: a copy of a template that has the current schema, or empty when it is not
 * to be `migrated`.
 */
export async function createTestDatabase(name: keyof typeof EMPTY, options = { migrated: true }) {
  const server = await serverUrl();
  const database = `test_${randomBytes(8).toString('hex')}`;
  await withClient(server, async (client) => {
    const source = options.migrated ? await ensureTemplate(server, client, name) : EMPTY[name];
    await client.query(`create database ${database} template ${source}`);
  });
  return {
    options: { url: at(server, database) },
    /** Runs statements on a connection of its own. */
    async execute(statements: string) {
      await withClient(at(server, database), (client) => client.query(statements));
    },
    async remove() {
      await withClient(server, (client) => client.query(`drop database ${database} with (force)`));
    },
  };
}

/** The server of this test process; it stops when the process ends. */
let ownServer: ReturnType<typeof startPostgres> | undefined;

async function serverUrl(): Promise<string> {
  const given = process.env.HALFTONE_TEST_POSTGRES_URL;
  if (given) return given;
  ownServer ??= startPostgres();
  return (await ownServer).url;
}

/** One template for each locale and state of the migrations, made by the first test process that needs it. */
async function ensureTemplate(server: string, client: Client, name: keyof typeof EMPTY): Promise<string> {
  const template = `template_${name.replace('-', '_')}_${fingerprint()}`;
  const lock = "hashtext('halftone test templates')";
  await client.query(`select pg_advisory_lock(${lock})`);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
  if (rowCount === 0) {
    // Under a name of its own until it is complete: a killed run must not leave half a template.
    const draft = `draft_${randomBytes(8).toString('hex')}`;
    await client.query(`create database ${draft} template ${EMPTY[name]}`);
    const database = await openPostgres({ url: at(server, draft) });
    await database.close();
    await client.query(`alter database ${draft} rename to ${template}`);
  }
  await client.query(`select pg_advisory_unlock(${lock})`);
  return template;
}

function fingerprint(): string {
  const statements = Object.entries(scripts).map(([name, script]) => [name, script(portable.postgres)]);
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 16);
}

function at(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
