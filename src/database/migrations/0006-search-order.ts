import { type Kysely, sql } from 'kysely';
import { words } from '../../kernel/index.ts';
import type { Script } from './portable.ts';

/**
 * When an asset was made stands in every index that leads a search to it: then the rows of a page by date, or the best
 * matches of a word, are chosen from the index alone, and only they are looked up.
 */
export const searchOrder: Script = ({ text, bigint }) => [
  ...[
    'tags_by_name',
    'name_terms_by_term',
    'search_terms_by_term',
    'custom_values_by_text',
    'custom_values_by_number',
  ]
    .concat(['assets_by_name', 'assets_by_updated', 'embedded_values_by_text'])
    .concat(
      ['size', 'mime', 'width', 'height', 'duration', 'taken', 'place'].map((name) => `versions_by_${name}`),
    )
    .concat(['versions_private', 'versions_drafts'])
    .map((index) => `drop index ${index}`),

  ...['tags', 'name_terms', 'search_terms'].flatMap((table) => [
    `alter table ${table} add column created_at ${bigint} not null default 0`,
    `update ${table} set created_at = assets.created_at from assets where assets.id = ${table}.asset_id`,
  ]),
  // A text may be longer than an index entry. (An index on an expression has to be read together with the table.)
  `alter table custom_values add column created_at ${bigint} not null default 0`,
  `alter table custom_values add column text_start ${text}`,
  `update custom_values set created_at = assets.created_at, text_start = substr(text_value, 1, 60)
    from assets where assets.id = custom_values.asset_id`,

  'create index tags_by_name on tags (name, is_current, created_at, asset_id)',
  'create index name_terms_by_term on name_terms (term, count, created_at desc, asset_id)',
  `create index search_terms_by_term on search_terms
    (field_id, is_current, term, count, created_at desc, asset_id)`,
  `create index custom_values_by_text on custom_values (field_id, is_current, text_start, created_at, asset_id)
    where text_start is not null`,
  `create index embedded_values_by_text on embedded_values (name, substr(text_value, 1, 60), is_current, asset_id)
    where substr(text_value, 1, 60) is not null`,
  `create index custom_values_by_number on custom_values
    (field_id, is_current, number_value, created_at, asset_id) where number_value is not null`,
  'create index assets_by_name on assets (kind, name, id, created_at)',
  'create index assets_by_updated on assets (kind, updated_at, id, created_at)',
  // A current version has the time of its file.
  'create index versions_by_size on versions (size, created_at, asset_id) where is_current = 1',
  'create index versions_by_mime on versions (mime, created_at, asset_id) where is_current = 1',
  ...[
    ['width', 'width'],
    ['height', 'height'],
    ['duration', 'duration'],
    ['taken', 'taken_at'],
  ].map(
    ([name, column]) =>
      `create index versions_by_${name} on versions (${column}, created_at, asset_id)
        where is_current = 1 and ${column} is not null`,
  ),
  `create index versions_by_place on versions (latitude, longitude, created_at, asset_id)
    where is_current = 1 and latitude is not null`,
  'create index versions_private on versions (created_at, asset_id) where is_current = 1 and is_private = 1',
  'create index versions_drafts on versions (created_at, asset_id) where is_current = 1 and is_published = 0',
];

/** Rows read at once. */
const SLICE = 1_000;

type Db = Kysely<unknown>;

/** The words of what came before there were words (migration 0005). */
export async function addMissingWords(db: Db): Promise<void> {
  await inSlices<{ id: string; name: string; created_at: number }>(
    db,
    (after) => sql`select id, name, created_at from assets where id > ${after} and name <> ''
      and not exists (select 1 from name_terms where name_terms.asset_id = assets.id)
      order by id limit ${sql.lit(SLICE)}`,
    async (assets) => {
      for (const { id, name, created_at } of assets) {
        for (const { term, count } of termsOf([name])) {
          await sql`insert into name_terms (asset_id, term, count, created_at)
            values (${id}, ${term}, ${count}, ${created_at})`.execute(db);
        }
      }
    },
  );
  await inSlices<Version>(
    db,
    (after) => sql`select versions.id, versions.asset_id, versions.is_current, assets.created_at
      from versions join assets on assets.id = versions.asset_id where versions.id > ${after}
        and (exists (select 1 from tags where tags.version_id = versions.id)
          or exists (select 1 from custom_values where custom_values.version_id = versions.id))
        and not exists (select 1 from search_terms where search_terms.version_id = versions.id)
      order by versions.id limit ${sql.lit(SLICE)}`,
    async (versions) => {
      for (const version of versions) await addTextWords(db, version);
    },
  );
}

type Version = {
  readonly id: string;
  readonly asset_id: string;
  readonly is_current: number;
  readonly created_at: number;
};

async function addTextWords(db: Db, { id, asset_id, is_current, created_at }: Version): Promise<void> {
  const { rows } = await sql<{ field_id: string; text: string }>`
    select '' as field_id, name as text from tags where version_id = ${id}
    union all select field_id, text_value from custom_values
    where version_id = ${id} and text_value is not null`.execute(db);
  for (const [field_id, texts] of Map.groupBy(rows, (row) => row.field_id)) {
    for (const { term, count } of termsOf(texts.map((row) => row.text))) {
      await sql`insert into search_terms (version_id, asset_id, field_id, term, count, is_current, created_at)
        values (${id}, ${asset_id}, ${field_id}, ${term}, ${count}, ${is_current}, ${created_at})`.execute(
        db,
      );
    }
  }
}

/** As the library had them when this was released. */
function termsOf(texts: readonly string[]) {
  const all = texts.flatMap(words);
  return [...new Set(all)].map((term) => ({ term, count: all.length }));
}

async function inSlices<Row extends { readonly id: string }>(
  db: Db,
  query: (after: string) => ReturnType<typeof sql<Row>>,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let after = ''; ; ) {
    const { rows } = await query(after).execute(db);
    await take(rows);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
