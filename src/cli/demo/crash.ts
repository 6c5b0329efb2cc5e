/** @module The demonstration of a crash: a paced rollout, a killed worker, the same rollout finished. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findSuite } from '../../datasets/suite.js';
import { MaestroError } from '../../domain/errors.js';
import type { RolloutInput } from '../../domain/task.js';
import type { RolloutResult } from '../../domain/trajectory.js';
import type { CallRow } from '../../store/rows.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration } from '../format.js';
import { withSession, type Session } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { unlessAborted } from '../abort.js';
import { awaitRollout } from '../rollout/await-rollout.js';
import { linkToRollout } from '../rollout/link.js';
import { stageImages } from '../rollout/stage-images.js';
import { startRollout } from '../rollout/start-rollout.js';

const PACE_MS = 1_500;
/** The decision, and the first of the solver's two steps: the second is still to come. */
const CALLS_BEFORE_KILL = 2;
const FIRST_CALLS_TIMEOUT_MS = 60_000;

/** @returns the exit code @throws MaestroError INVALID_INPUT when the worker is not ours to kill */
export async function demoCrash(context: Context, seed: number): Promise<number> {
  const snapshot = await readRegistry(context);
  return withSession(context, snapshot, (session) => run(context, session, seed));
}

async function run(context: Context, session: Session, seed: number): Promise<number> {
  const { out, clock } = context;
  const { worker, server, results, signal } = session;
  if (worker === undefined) {
    throw new MaestroError(
      'INVALID_INPUT',
      'The worker runs elsewhere (an external Temporal, or MAESTRO_WORKER=none): there is none of ours to kill.',
    );
  }
  const input = await paced(context, seed);
  const { id } = await startRollout(server.client, input, { id: `demo-crash-${clock.now()}` });
  out.print(`Rollout ${id}, ${duration(PACE_MS)} of pause before each step.`);
  out.print(`  question: ${input.task.question}`);

  const ending = awaitRollout(id, { server, signal, note: (line) => out.note(line) });
  const before = await Promise.race([recordedCalls(session, id, context), endedTooEarly(ending)]);
  out.print(`Recorded so far: ${before.map(nameOf).join(', ')}.`);
  process.kill(worker.pid, 'SIGKILL');
  out.print(out.colors.bold(`Killed the worker (process ${worker.pid}) with SIGKILL.`));

  const killedAt = clock.now();
  const result = await ending;
  const after = await results.ledger.list(id);
  const repeated = before.filter((row) => !after.some((later) => isSame(row, later)));
  const right = result.correct === true ? out.colors.green('right') : out.colors.red('wrong');
  out.print(
    `Finished ${duration(clock.now() - killedAt)} after the kill: ${result.outcome}, answer ${result.answer} (${right}).`,
  );
  out.print(
    `${count(after.length, 'call')} in the ledger; of the ${before.length} recorded before the kill, ${repeated.length} made again.`,
  );
  const link = linkToRollout(server.target, id);
  out.print(out.colors.dim(`maestro show ${id}${link === undefined ? '' : `   ${link}`}`));
  out.emit({
    id,
    outcome: result.outcome,
    answer: result.answer,
    correct: result.correct,
    calls: after.length,
    repeated: repeated.length,
  });
  return result.outcome === 'answered' && repeated.length === 0 ? EXIT.ok : EXIT.failed;
}

async function paced(context: Context, seed: number): Promise<RolloutInput> {
  const suite = findSuite('blindtest');
  // Circled letters take a solver of two steps, so that there is a middle to kill the worker in.
  const item = suite.item(suite.families.indexOf('circled-letter'), seed);
  const image = `data:image/png;base64,${Buffer.from(item.image ?? []).toString('base64')}`;
  const { cwd, settings } = context;
  const staged = await stageImages([image], { cwd, inbox: settings.inbox, remote: false });
  const truth = item.groundTruth;
  return {
    task: {
      id: item.id,
      question: item.question,
      images: staged.sources,
      data_source: item.dataSource,
      ground_truth: truth,
      family: item.family,
    },
    policy: 'keyword',
    pace_ms: PACE_MS,
  };
}

/** Rejects with the rollout's failure, or because there was no middle to kill the worker in. */
async function endedTooEarly(ending: Promise<RolloutResult>): Promise<never> {
  const { outcome } = await ending;
  throw new MaestroError(
    'INTERNAL',
    `The rollout ended (${outcome}) before its worker could be killed. Try another --seed.`,
  );
}

async function recordedCalls(
  { results, signal }: Session,
  id: string,
  { clock }: Context,
): Promise<readonly CallRow[]> {
  const end = clock.now() + FIRST_CALLS_TIMEOUT_MS;
  for (;;) {
    const calls = await results.ledger.list(id);
    if (calls.length >= CALLS_BEFORE_KILL) return calls;
    if (clock.now() > end) {
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `Rollout ${id} recorded no calls in ${duration(FIRST_CALLS_TIMEOUT_MS)}: see maestro logs worker.`,
      );
    }
    await unlessAborted(signal, sleep(100));
  }
}

function nameOf(row: CallRow): string {
  return `turn ${row.turn} ${row.step} (${row.model})`;
}

/** The very row: a call that was made again would have been recorded at another time. */
function isSame(a: CallRow, b: CallRow): boolean {
  return a.turn === b.turn && a.step === b.step && a.requestHash === b.requestHash && a.recordedAt === b.recordedAt;
}
