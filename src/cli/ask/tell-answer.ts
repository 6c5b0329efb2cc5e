/** @module Prints the answer of a rollout, then how it came about. */
import type { RolloutRecord } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, money } from '../format.js';
import { printable } from '../output.js';
import { finishedJson, type FinishedRollout } from '../rollout/finished.js';
import { turnsView } from '../rollout/turns-view.js';
import { ERROR_CODES } from '../../domain/errors.js';

export interface Told {
  /** Undefined when the worker writes to another store. */
  readonly record: RolloutRecord | undefined;
  readonly how: 'new' | 'attached' | 'finished';
  readonly link: string | undefined;
}

/** @returns the exit code */
export function tellAnswer({ out }: Context, finished: FinishedRollout, { record, how, link }: Told): number {
  const { colors } = out;
  out.emit({ ...finishedJson(finished), found: how, ui: link ?? null });
  if (finished.answer === null) {
    out.print(colors.bold(colors.yellow(noAnswer(finished))));
  } else {
    out.print(colors.bold(printable(finished.answer)));
  }
  if (finished.correct !== null) {
    const truth = (record?.rollout.groundTruth ?? []).map((text) => JSON.stringify(text)).join(' or ');
    const against = truth === '' ? '' : `, compared with ${truth}`;
    out.print(finished.correct ? colors.green(`right${against}`) : colors.red(`wrong${against}`));
  }
  out.print();
  for (const line of record === undefined ? finished.turns : turnsView(record, colors)) out.print(line);
  out.print();
  out.print(colors.dim(facts(finished, how)));
  out.print(colors.dim(`maestro show ${finished.id}${link === undefined ? '' : `   ${link}`}`));
  if (finished.outcome === 'policy_failed') return ERROR_CODES.POLICY_FAILED.exit;
  return finished.outcome === 'answered' ? EXIT.ok : EXIT.failed;
}

function noAnswer({ outcome, reason }: FinishedRollout): string {
  return reason === '' ? `No answer (${outcome}).` : `No answer (${outcome}): ${printable(reason)}`;
}

function facts(finished: FinishedRollout, how: Told['how']): string {
  const tokens = finished.promptTokens + finished.completionTokens;
  return [
    finished.outcome,
    count(finished.calls, 'call'),
    ...(tokens === 0 ? [] : [count(tokens, 'token')]),
    money(finished.costUsd),
    duration(finished.latencyMs),
    `policy ${finished.policy}`,
    ...(finished.correct === null ? [] : [`reward ${finished.reward}`]),
    ...(how === 'finished' ? ['answered before; --again runs it anew'] : []),
  ].join(', ');
}
