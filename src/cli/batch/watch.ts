/** @module `maestro batch watch`: shows how a batch goes until it is over; leaving changes nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BUDGET_USED_UP } from '../../domain/budget.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, money, percent } from '../format.js';
import type { Session } from '../processes/session.js';
import { unlessAborted } from '../abort.js';
import { throughOutages } from '../rollout/await-rollout.js';
import { onceInARow } from '../once-in-a-row.js';
import { outagesOf } from '../rollout/outages.js';
import { stateJson, stateOf, viewOf, type BatchState } from './batch-state.js';
import { tellCanary } from './tell-canary.js';

const POLL_MS = 1_000;
const PLAIN_EVERY = 5;

/**
 * @param canaryExpected it was just submitted with one, which may be through before the first look
 * @returns 0 when every rollout ended in an answer, 1 when some did not or the batch did not end well
 */
export async function watchBatch(
  context: Context,
  session: Session,
  batch: string,
  canaryExpected = false,
): Promise<number> {
  const { out, clock } = context;
  const { server, results, signal } = session;
  const tell = onceInARow((line) => out.note(line));
  const tellNotices = onceInARow((line) => out.note(line));
  const tellOutages = onceInARow((line) => out.note(line));
  const waiting = { server, signal, note: tell };
  const beganAt = clock.now();
  let before: number | undefined;
  let canaryTold = false;
  for (let round = 0; ; round++) {
    const state = await throughOutages(waiting, (client) => stateOf(client, results, batch));
    before ??= state.counts.done;
    const isOver = state.status !== 'RUNNING';
    if (isOver && !canaryExpected) return tellEnd(context, state);
    const view = await throughOutages(waiting, (client) => viewOf(client, batch));
    if (view.canary !== null && !canaryTold) {
      canaryTold = true;
      await tellCanary(context, results, batch, view.canary);
    }
    if (isOver) return tellEnd(context, state);
    const { paused } = view.control;
    if (paused !== '') tell(`Paused: ${paused}. Go on with: ${wayOn(batch, paused)}`);
    const { failed, why } = view.notices;
    if (failed > 0) tellNotices(`${count(failed, 'notification')} failed: ${why}`);
    if (round % PLAIN_EVERY === 0) {
      const outages = await outagesOf(results, batch, clock.now());
      if (outages.length > 0) tellOutages(outages.join('\n'));
    }
    const line = progress(state, { done: state.counts.done - before, ms: clock.now() - beganAt });
    if (out.interactive) out.status(line);
    else if (round % PLAIN_EVERY === 0) out.note(line);
    try {
      await unlessAborted(signal, sleep(POLL_MS));
    } catch (error) {
      if (!context.signal.aborted) throw error;
      out.note(`Left; the batch goes on. Come back with: maestro batch watch ${batch}`);
      out.emit({ ...stateJson(state), left: true });
      return EXIT.interrupted;
    }
  }
}

/** Without a higher budget it would be paused again. */
function wayOn(batch: string, paused: string): string {
  return paused.startsWith(BUDGET_USED_UP)
    ? `maestro batch budget ${batch}, with a higher one`
    : `maestro batch resume ${batch}`;
}

/** `120/1000 done, 96 right, 2 without an answer, 3.4 rollouts/s, about 4 min 20 s left` */
function progress({ counts, rollouts }: BatchState, here: { readonly done: number; readonly ms: number }): string {
  const rate = here.ms === 0 ? 0 : (here.done / here.ms) * 1_000;
  const left = rate === 0 ? '' : `, about ${duration(((rollouts - counts.done) / rate) * 1_000)} left`;
  const without = counts.done - counts.answered;
  return `${counts.done}/${rollouts} done, ${counts.right} right, ${without} without an answer, ${rate.toFixed(1)} rollouts/s${left}`;
}

function tellEnd({ out }: Context, state: BatchState): number {
  const { batch, status, rollouts, counts } = state;
  out.status('');
  out.emit(stateJson(state));
  const { done, answered, right, graded, tainted, costUsd, tokens } = counts;
  out.print(`Batch ${batch}: ${status.toLowerCase()}${done < rollouts ? ', but not all of it was run' : ''}.`);
  out.print(
    `${done} of ${count(rollouts, 'rollout')} done, ${answered} answered, ` +
      (graded === 0 ? 'none graded' : `${right} of ${graded} graded ones right (${percent(right / graded)})`) +
      `, ${count(tokens, 'token')}, ${money(costUsd)}.`,
  );
  if (tainted > 0) {
    out.print(
      `${tainted} met something that was down: run them once more with maestro batch retry ${batch} --only tainted`,
    );
  }
  out.print(`Results: maestro batch results ${batch}`);
  return status === 'COMPLETED' && answered === rollouts ? EXIT.ok : EXIT.failed;
}
