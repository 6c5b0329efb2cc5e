/** The results store in PostgreSQL: all that holds of any database, and what is PostgreSQL's own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openResultStore } from '../../src/store/open-result-store.js';
import { postgresGuard } from '../../src/store/postgres-guard.js';
import { PASSWORD } from '../support/postgres.js';
import { budgetsConformance } from './conformance/budgets.js';
import { callStoreConformance } from './conformance/call-store.js';
import { learningConformance } from './conformance/learning.js';
import { ledgerConformance } from './conformance/ledger.js';
import { linesConformance } from './conformance/lines.js';
import { processConformance } from './conformance/processes.js';
import { resultsConformance } from './conformance/results.js';
import { postgres, type PostgresDatabase } from './support/databases.js';
import { linesOf, together } from './support/files.js';
import { call, rollout } from './support/rows.js';

let database: PostgresDatabase;
beforeAll(async () => {
  database = await postgres();
});
afterAll(() => database.server.stop());
const databaseOf = () => database;

describe('the ledger', () => ledgerConformance(databaseOf));
describe('the store of calls', () => callStoreConformance(databaseOf));
describe('the budgets', () => budgetsConformance(databaseOf));
describe('the lines', () => linesConformance(databaseOf));
describe('what is learned', () => learningConformance(databaseOf));
describe('the results', () => resultsConformance(databaseOf));
// More processes would be more connections only, which the suites above have.
describe('processes', () => processConformance(databaseOf, [60]));

/** Whatever is thrown, as text: with all that a log would show of it. */
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`,
  );

describe('in PostgreSQL', () => {
  test('text is compared by its bytes, whatever the order of the database is, and ranges of ids use the index', async () => {
    const url = await database.fresh();
    const store = await openResultStore(url);
    for (const id of ['b', 'B', 'a', 'A', 'ä', '_']) await store.recordRollout(rollout({ id }), []);
    expect(await store.scores.ids({ kind: 'suite', name: 'blindtest' })).toEqual(['A', 'B', '_', 'a', 'b', 'ä']);
    await store.close();
    expect(await database.query(url, "select 'a' < 'B' as language")).toEqual([{ language: true }]);
    const range = "select id from rollouts where id >= 'a' and id < 'b' order by id limit 6";
    const plan = await database
      .query(url, `set enable_seqscan = off; explain ${range}`)
      .catch((error: unknown) => error);
    expect(JSON.stringify(plan)).toMatch(/Index Only Scan|Index Scan/);
  });

  test('what another program keeps in a schema of its own is left alone', async () => {
    const url = await database.untouched();
    await database.query(url, 'create schema other');
    await database.query(url, "create table other.kysely_migration as select '0001_theirs' as name");
    const store = await openResultStore(url);
    expect(await store.listRollouts()).toEqual([]);
    await store.close();
    expect(await database.query(url, 'select name from other.kysely_migration')).toEqual([{ name: '0001_theirs' }]);
  });

  test.each([
    ['a database that is not there', () => database.server.urlOf('nowhere'), /3D000.*createdb/],
    ['a port of another kind', () => 'postgres://u:hunter2@127.0.0.1:99999/x', /no URL of a PostgreSQL database/],
    ['a password with an @', () => 'postgres://u:hunter2@x@127.0.0.1:1:2/x', /no URL of a PostgreSQL database/],
  ])('%s is refused with advice, and no password is shown', async (_what, urlOf, advice) => {
    const shown = await failure(openResultStore(urlOf()));
    expect(shown).toMatch(advice);
    expect(shown).not.toContain(PASSWORD);
  });

  test('a server that is away is waited for, so long, and then reported without its password', async () => {
    const guard = postgresGuard('postgres://***@127.0.0.1:1/x', 200);
    const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    let tries = 0;
    const shown = await failure(guard(() => Promise.reject(++tries > 0 ? away : away)));
    expect(tries).toBeGreaterThan(2);
    expect(shown).toMatch(/ECONNREFUSED.*check that it runs.*STORE_UNAVAILABLE/);
  });

  test('a store tells the time of its database, which all workers have', async () => {
    const store = await openResultStore(await database.fresh());
    expect(Math.abs(((await store.time?.()) ?? 0) - Date.now())).toBeLessThan(60_000);
    await store.close();
  });

  test('a store knows its own address without the password', async () => {
    const store = await openResultStore(await database.fresh());
    expect(store.url).toMatch(/^postgres:\/\/\*\*\*@127\.0\.0\.1:\d+\/store_/);
    await store.close();
  });
});

const given = process.env['MAESTRO_TEST_POSTGRES'] ?? '';
if (given !== '') console.warn('No server is killed: that of MAESTRO_TEST_POSTGRES is somebody else’s.');
const onOwnServer = given === '' ? test : test.skip;

onOwnServer(
  'a server that is killed and comes back has lost no reply that was acknowledged, and processes go on by themselves',
  async () => {
    const url = await database.fresh();
    const store = await openResultStore(url);
    const [child] = await together(url, ['ledger', 'r1', 400]);
    await linesOf(child!, 100);
    await database.server.kill();
    const recorded = store.ledger.record(call({ rolloutId: 'r2' }));
    await database.server.start();
    expect(await recorded).toEqual(call({ rolloutId: 'r2' }));
    expect(await child!.ended).toEqual({ code: 0, errors: '' });
    expect((await store.ledger.list('r1')).map(({ turn }) => turn)).toEqual(
      Array.from({ length: 400 }, (_, turn) => turn),
    );
    await store.close();
  },
);
