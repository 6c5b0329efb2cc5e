/** @module `maestro train watch`: shows how a run goes until it is over; leaving changes nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { MaestroError } from '../../domain/errors.js';
import { bestValidation } from '../../domain/training.js';
import type { TrainingView } from '../../domain/training-run.js';
import { trainingQuery } from '../../workflows/training.js';
import { unlessAborted } from '../abort.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, money, percent } from '../format.js';
import { onceInARow } from '../once-in-a-row.js';
import { printable } from '../output.js';
import type { Session } from '../processes/session.js';
import { throughOutages } from '../rollout/await-rollout.js';
import { runJson, runOf } from './runs.js';

const POLL_MS = 1_000;

/** @returns 0 when the run ended well, 1 when it was cancelled, failed or has no group that counts, 130 when it was left */
export async function watchTraining(context: Context, session: Session, run: string): Promise<number> {
  const { out, clock } = context;
  const { server, results, signal } = session;
  const tell = onceInARow((line) => out.note(line));
  const waiting = { server, signal, note: tell };
  let told = -1;
  let began: { readonly step: number; readonly atMs: number } | undefined;
  for (;;) {
    const isRunning = await throughOutages(waiting, (client) => isTrainingRunning(client, run));
    if (!isRunning) break;
    const view = await throughOutages(waiting, (client) => client.workflow.getHandle(run).query(trainingQuery));
    began ??= { step: view.step, atMs: clock.now() };
    const here = { steps: view.step - began.step, ms: clock.now() - began.atMs };
    if (out.interactive) out.status(progressLine(view, here));
    else if (view.step !== told) out.note(progressLine(view, here));
    told = view.step;
    try {
      await unlessAborted(signal, sleep(POLL_MS));
    } catch (error) {
      if (!context.signal.aborted) throw error;
      out.note(`Left; the run goes on. Come back with: maestro train watch ${run}`);
      out.emit({ ...(await runJson(results, run)), left: true });
      return EXIT.interrupted;
    }
  }
  out.status('');
  const { row, steps, validations } = await runOf(results, run);
  out.emit(await runJson(results, run));
  out.print(`Run ${printable(run)}: ${printable(row.state).replace(/\.$/, '')}.`);
  const best = bestValidation(validations);
  const last = steps.at(-1)?.report;
  if (last !== undefined && last !== null)
    out.print(
      `Step ${last.step}: reward ${last.reward.toFixed(3)}, ${last.callsPerRollout.toFixed(2)} calls a rollout.`,
    );
  const groups = steps.flatMap((step) => step.groups);
  const dropped = groups.filter(({ ref }) => ref === null);
  if (dropped.length > 0)
    out.print(
      `${dropped.length} of ${count(groups.length, 'group')} dropped: ${printable(dropped.at(-1)?.why ?? '')}.`,
    );
  if (best !== undefined) {
    out.print(
      `Best by validation: step ${best.step}, reward ${best.reward.toFixed(3)}, ${percent(best.accuracy)} right.`,
    );
    out.print(
      `Put it in use, if it passes the gate: maestro train promote ${best.policy.replace('learned:', '').slice(0, 12)}`,
    );
  }
  const isEmpty = groups.length > 0 && dropped.length === groups.length;
  return row.state.startsWith('completed') && !isEmpty ? EXIT.ok : EXIT.failed;
}

async function isTrainingRunning(client: Client, run: string): Promise<boolean> {
  try {
    const { status, type } = await client.workflow.getHandle(run).describe();
    if (type === 'trainingWorkflow') return status.name === 'RUNNING';
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return false;
  }
  throw new MaestroError('NOT_FOUND', `${run} is no training run: see maestro train list.`);
}

/** `step 12/60, reward 0.61 (0.70 right), validation 72% (step 10), Raster@@Counting 31%, $0, 3 of 96 groups skipped, ...` */
export function progressLine(
  { step, steps, waitsFor, costUsd, latest, validations }: TrainingView,
  here: { readonly steps: number; readonly ms: number },
): string {
  const validation = validations.at(-1);
  const left = here.steps === 0 ? '' : `about ${duration(((steps - step) * here.ms) / here.steps)} left`;
  const parts = [
    steps === 0 ? '' : `step ${step}/${steps}`,
    ...(latest === null
      ? []
      : [
          `reward ${latest.reward.toFixed(2)}${latest.accuracy === null ? '' : ` (${percent(latest.accuracy)} right)`}`,
          latest.shares
            .slice(0, 3)
            .map(([pair, share]) => `${printable(pair)} ${percent(share)}`)
            .join(', '),
          `${latest.zeroVariance} of ${count(latest.groups + latest.dropped, 'group')} taught nothing`,
          latest.refills === 0 ? '' : count(latest.refills, 'refill'),
          latest.crossed.length === 0 ? '' : `guard: ${latest.crossed.map(printable).join('; ')}`,
        ]),
    validation === undefined ? '' : `validation ${percent(validation.accuracy)} (step ${validation.step})`,
    money(costUsd),
    left,
    `waits for ${printable(waitsFor)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
