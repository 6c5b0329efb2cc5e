/** @module The answer check, durably: the rules as a local activity, a judge model on its own queue, a person by a signal. */
import {
  condition,
  isCancellation,
  log,
  proxyLocalActivities,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { CheckInput, RolloutActivities } from '../activities/contract.js';
import { decideAnswer, readPersonsVerdict, type JudgeCall, type PersonsVerdict } from '../domain/answer-check.js';
import type { RolloutState } from '../domain/transition.js';
import type { VerdictSummary } from '../domain/verdict.js';
import { MAESTRO_WAITS_FOR, WAITS_FOR_REVIEW } from '../temporal/search-attributes.js';
import { quickOptions } from './activity-options.js';
import { regardless, type Interruption } from './interruption.js';
import { runStep } from './run-step.js';

/** The first verdict of a person that can be read. It may come before it is waited for. */
export class ReviewBox {
  #verdict: PersonsVerdict | undefined;
  #at = '';
  /** Until when one is waited for, ISO 8601; empty: not now. */
  until = '';

  receive(value: unknown): void {
    const verdict = readPersonsVerdict(value);
    if (verdict === undefined) log.warn('a review was ignored: expected {"score": 0..1, "by": "name", "note"?: "..."}');
    else if (this.#verdict === undefined) [this.#verdict, this.#at] = [verdict, new Date().toISOString()];
  }

  /** @returns undefined when nobody came in time */
  async wait(waitMs: number): Promise<Extract<NonNullable<CheckInput['review']>, { kind: 'person' }> | undefined> {
    this.until = new Date(Date.now() + waitMs).toISOString();
    await condition(() => this.#verdict !== undefined, waitMs).finally(() => (this.until = ''));
    return this.#verdict === undefined ? undefined : { kind: 'person', at: this.#at, ...this.#verdict };
  }
}

/** Who is asked, and in which order, says `decideAnswer`. What interrupts it leaves the verdict that it has. */
export function checkDurably(state: RolloutState, interruption: Interruption, box: ReviewBox): Promise<VerdictSummary> {
  const { plan, turns, answerTurn, outcome = 'cancelled' } = state;
  const base = {
    ...{ plan: plan.ref, outcome, turns, answerTurn: answerTurn ?? null },
    elapsedMs: Date.now() - plan.startedAtMs,
  };
  let known: Pick<CheckInput, 'judged' | 'review'> = {};
  const verdict = (by: string): Promise<VerdictSummary> => {
    const { checkAnswer } = proxyLocalActivities<RolloutActivities>(quickOptions(`check the answer: ${by}`));
    return regardless(() => checkAnswer({ ...base, ...known }));
  };
  let latest: VerdictSummary | undefined;
  const keep = (given: VerdictSummary): VerdictSummary => (latest = given);
  const work = decideAnswer(plan.check, outcome === 'answered', {
    rules: () => verdict(plan.dataSource).then(keep),
    judge: async ({ steps, calls }) => {
      const turn = answerTurn ?? 0;
      const asked = steps.map((step) => runStep(state, { turn, pair: '', solver: '', calls }, step));
      known = { judged: (await Promise.all(asked)).map(judgeCall) };
      return verdict('a judge').then(keep);
    },
    person: async ({ waitMs, otherwise }, soFar) => {
      upsertMemo({
        maestro_review: { plan: plan.ref.sha256, until: Date.now() + waitMs, answer: soFar.answer, why: soFar.why },
      });
      upsertSearchAttributes([{ key: MAESTRO_WAITS_FOR, value: WAITS_FOR_REVIEW }]);
      const person = await box
        .wait(waitMs)
        .finally(() => upsertSearchAttributes([{ key: MAESTRO_WAITS_FOR, value: null }]));
      known = { ...known, review: person ?? { kind: 'default', at: new Date().toISOString(), verdict: otherwise } };
      return verdict('a person');
    },
  });
  return work.catch((error: unknown) => {
    if (!isCancellation(error) || latest === undefined) throw error;
    interruption.stopped();
    return latest;
  });
}

function judgeCall({ step, status, note }: JudgeCall): JudgeCall {
  return { step, status, note };
}
