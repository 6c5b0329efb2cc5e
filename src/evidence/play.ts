/** @module One rollout over the table, by the rules of the product's: up to so many calls, then one decision that can only answer. */
import { composeReward, PAPER_REWARD } from '../domain/reward.js';
import type { TrainingSettings } from '../domain/training-settings.js';
import type { Choice } from '../learning/actions.js';
import type { Observed } from '../learning/observed.js';
import type { Reply, TableTask } from './table.js';

/** @returns undefined: nothing can be done, and the answer is one that is no answer */
export type Decide = (entry: TableTask, observed: readonly Observed[]) => Choice | undefined;

export interface Played {
  readonly correct: boolean;
  /** Pairs, in the order of their calls. */
  readonly calls: readonly string[];
  /** Did every call of it fail? */
  readonly failed: boolean;
  /** Wall time of its calls when they were collected, one after the other, milliseconds. */
  readonly ms: number;
}

export interface PlayRules {
  readonly maxCalls: number;
  /** Does this call fail, whatever the table says? */
  readonly fails?: (turn: number, pair: string) => boolean;
}

type Seen = Reply & { readonly input: string };

/** The rollout as a conversation: it yields what has been observed, and is told what to do. */
export function* rollout(
  { replies }: TableTask,
  { maxCalls, fails = () => false }: PlayRules,
): Generator<readonly Seen[], Played, Choice | undefined> {
  const seen: Seen[] = [];
  for (;;) {
    const choice = yield seen;
    const reply = choice?.kind === 'call' ? replies.find(({ pair }) => pair === choice.pair) : undefined;
    if (choice?.kind !== 'call' || reply === undefined || seen.length >= maxCalls) return endOf(seen, choice);
    const { input } = choice;
    seen.push(fails(seen.length + 1, reply.pair) ? { ...FAILED, pair: reply.pair, input } : { ...reply, input });
  }
}

const FAILED = { status: 'failed', answer: '', key: '', confidence: null, correct: false, ms: 0 } as const;

function endOf(seen: readonly Seen[], choice: Choice | undefined): Played {
  const given = choice?.kind === 'answer' ? choice.text : undefined;
  return {
    correct: seen.some(({ status, answer, correct }) => status === 'ok' && answer === given && correct),
    calls: seen.map(({ pair }) => pair),
    failed: seen.length > 0 && seen.every(({ status }) => status === 'failed'),
    ms: seen.reduce((sum, { ms }) => sum + ms, 0),
  };
}

export function play(entry: TableTask, decide: Decide, rules: PlayRules): Played {
  const run = rollout(entry, rules);
  let next = run.next();
  while (next.done !== true) next = run.next(decide(entry, next.value));
  return next.value;
}

/** What a training run counts: the paper's reward less what calls cost. */
export function rewardOf(
  { correct, calls }: Pick<Played, 'correct' | 'calls'>,
  { costPerCall, costAtMost }: Pick<TrainingSettings, 'costPerCall' | 'costAtMost'>,
): number {
  const turns = calls.map(() => ({ action: 'call', status: 'ok', usage: { costUsd: 0 } }) as const);
  const facts = { outcome: 'answered', turns, correct, score: correct ? 1 : 0, latencyMs: 0 } as const;
  return composeReward(PAPER_REWARD, facts).total - Math.min(costAtMost, costPerCall * calls.length);
}
