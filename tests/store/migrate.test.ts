/** A database of an earlier version is brought to this one's schema, with all that is in it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { CamelCasePlugin, Kysely, Migrator } from 'kysely';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { openSqlite } from '../../src/store/sqlite-database.js';
import { ImmediateSqliteDialect } from '../../src/store/sqlite-dialect.js';
import { temporaryFolder } from './support/files.js';
import { call } from './support/rows.js';

const folder = temporaryFolder();

test('a ledger from before calls waited, were cached or hedged is read with none of that', async () => {
  const path = join(folder, 'old.db');
  const sqlite = openSqlite(path);
  const db = new Kysely<{ calls: Record<string, unknown> }>({
    dialect: new ImmediateSqliteDialect(sqlite),
    plugins: [new CamelCasePlugin()],
  });
  const known = Object.entries(MIGRATIONS).filter(([name]) => name < '0003');
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(Object.fromEntries(known)) } });
  expect((await migrator.migrateTo(known.at(-1)![0])).error).toBeUndefined();
  const { usage, waitedMs, cached, hedged, body, ...row } = call();
  expect({ waitedMs, cached, hedged }).toEqual({ waitedMs: 12, cached: false, hedged: false });
  await db
    .insertInto('calls')
    .values({ ...row, ...usage, body: JSON.stringify(body) })
    .execute();
  await db.destroy();

  const store = await openResultStore(pathToFileURL(path).href);
  expect(await store.ledger.list('r1')).toEqual([call({ waitedMs: 0 })]);
  const newer = call({ turn: 2, cached: true, hedged: true, waitedMs: 2.5 });
  expect(await store.ledger.record(newer)).toEqual(newer);
  expect(await store.ledger.find('r1', 2, 'ask')).toEqual(newer);
  await store.calls.cache.add(
    { key: 'k', model: 'M', body: 1, promptTokens: 0, completionTokens: 0, costUsd: 0, latencyMs: 0 },
    0,
  );
  await store.close();
});
