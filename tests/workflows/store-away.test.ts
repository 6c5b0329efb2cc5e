/** A store that stays away: rollouts wait for it within their time, and then end with what is wrong with it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { MaestroError } from '../../src/domain/errors.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import type { rolloutWorkflow } from '../../src/workflows/index.js';
import { answers, calls } from '../support/policy-scripts.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';

let rig: Rig;
/** Ids of rollouts whose plans, and whose calls, the store does not take. */
const noPlan = new Set<string>();
const noCalls = new Set<string>();

beforeAll(async () => {
  rig = await openRig({
    snapshot: rigSnapshot(),
    experts: { Quick: ({ text }) => answer(text) },
    policies: { once: ({ turns }) => (turns.length === 0 ? calls('Quick@@Plain', 'x') : answers('x')) },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
  const fault = () => Promise.reject(new MaestroError('STORE_UNAVAILABLE', 'the disk is full: make room'));
  const { documents, ledger } = rig.results;
  const put = documents.put.bind(documents);
  documents.put = (bytes) => {
    const text = Buffer.from(bytes).toString('utf8');
    return [...noPlan].some((id) => text.includes(id)) ? fault() : put(bytes);
  };
  const record = ledger.record.bind(ledger);
  ledger.record = (row) => (noCalls.has(row.rolloutId) ? fault() : record(row));
});

afterAll(() => rig.close());

const task = (id: string) => ({ id, question: 'x' });

/** Events of its history that say that a timer was started. */
async function timersOf(id: string): Promise<number> {
  const { events } = await rig.temporal.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter((event) => event.timerStartedEventAttributes).length;
}

/** Both wait for half a minute: beside each other, and beside the one that goes on. */
let neverPrepared: Promise<{ readonly failure: unknown; readonly waitedMs: number }>;
let neverRecorded: WorkflowHandle<typeof rolloutWorkflow>;

beforeAll(async () => {
  noPlan.add('never-prepared');
  noCalls.add('never-recorded');
  const handle = await rig.start('never-prepared', { task: task('never-prepared'), limits: { max_seconds: 1 } });
  const started = Date.now();
  neverPrepared = handle
    .result()
    .catch((error: unknown) => error)
    .then((failure) => ({ failure, waitedMs: Date.now() - started }));
  const input = { task: task('never-recorded'), policy: 'once', limits: { max_seconds: 4 } };
  neverRecorded = await rig.start('never-recorded', input);
});

test('a rollout that can not be prepared ends after its time, at least half a minute, with the fault of the store', async () => {
  const { failure, waitedMs } = await neverPrepared;
  expect(failure).toBeInstanceOf(WorkflowFailedError);
  expect(failure).toMatchObject({ cause: { type: 'STORE_UNAVAILABLE', message: 'the disk is full: make room' } });
  expect(waitedMs).toBeGreaterThan(29_000);
});

test('one that is prepared when the store is back goes on as if nothing had been', async () => {
  noPlan.add('prepared-late');
  const handle = await rig.start('prepared-late', { task: task('prepared-late'), policy: 'once' });
  while ((await timersOf('prepared-late')) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  noPlan.delete('prepared-late');
  expect(await handle.result()).toMatchObject({ outcome: 'answered', answer: 'x' });
});

test('a quick decision that can not be recorded is waited for until the time is up, and no longer', async () => {
  expect(await neverRecorded.result()).toMatchObject({ outcome: 'budget', calls: 0 });
});
