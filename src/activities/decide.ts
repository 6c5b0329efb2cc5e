/** @module `decide`: asks the policy for its next action, once. */
import { describeMalformed, type Action } from '../domain/action.js';
import { oneLine } from '../domain/escape.js';
import { isMaestroError, MaestroError } from '../domain/errors.js';
import { hash32 } from '../domain/random.js';
import { pairName } from '../domain/registry.js';
import { MAX_SUMMARY, type DecisionSummary } from '../domain/trajectory.js';
import type { Usage } from '../domain/expert.js';
import { DECIDE_STEP } from '../domain/step-id.js';
import type { PolicyDecision } from '../policies/policy.js';
import type { CallRow } from '../store/rows.js';
import type { DecideInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import { asJson } from './as-json.js';
import { readDecision } from './bodies.js';
import type { Pinned, ReadPinned } from './documents.js';
import { loadImages } from './load-images.js';
import { promptReader } from './prompts.js';
import { recorded } from './recorded.js';
import { rowsOfTurns, type RunRows } from './run-rows.js';
import { Streaks } from './streaks.js';
import { buildTranscript } from './transcript.js';

/** A policy's server that keeps sending garbage is broken, not busy. */
const MAX_GARBAGE = 4;

/** @throws MaestroError POLICY_UNAVAILABLE and BUDGET_SPENT (retried until the rollout's time is up), POLICY_FAILED */
export function createDecide(deps: ActivityDeps, readPinned: ReadPinned, seen: RunRows) {
  const garbage = new Streaks();
  const readPrompt = promptReader(deps.results.documents);
  return async ({ plan: ref, turns }: DecideInput, context: RunContext): Promise<DecisionSummary> => {
    const pinned = await readPinned(ref);
    const turn = turns.length + 1;
    const run = { rolloutId: pinned.plan.rolloutId, runId: context.runId };
    const rows = await seen.of(run, rowsOfTurns(turns));
    const { row, usage } = await recorded(deps, context, {
      key: { rolloutId: pinned.plan.rolloutId, turn, step: DECIDE_STEP },
      kind: 'decide',
      model: pinned.plan.policy,
      request: { plan: ref.sha256, turns },
      make: async () => {
        const asking = ask(deps, context, { pinned, turns, rows, readPrompt });
        const { usage: cost, ...decision } = await limitGarbage(garbage, `${pinned.plan.rolloutId} ${turn}`, asking);
        return { status: decision.action.kind, body: asJson(decision), usage: cost };
      },
    });
    seen.add(run, row);
    return summarize(readDecision(row).action, usage);
  };
}

interface Asked {
  readonly pinned: Pinned;
  readonly turns: DecideInput['turns'];
  readonly rows: readonly CallRow[];
  readonly readPrompt: (hash: string) => Promise<string>;
}

async function ask(
  deps: ActivityDeps,
  context: RunContext,
  { pinned: { plan, snapshot }, turns, rows, readPrompt }: Asked,
): Promise<PolicyDecision> {
  const policy = deps.createPolicy(plan.policy, snapshot, plan.batch);
  return policy.decide({
    rolloutId: plan.rolloutId,
    task: plan.task,
    snapshot,
    turns: buildTranscript(turns, rows, snapshot),
    turn: turns.length + 1,
    callsLeft: Math.max(0, plan.maxCalls - turns.length),
    moneyLeft: moneyLeft(plan.maxCostUsd, turns),
    seed: hash32([plan.seed, plan.task.id, plan.sample, turns.length + 1].join('\u0000')),
    images: () => loadImages(deps.blobs, plan.task.images),
    prompt: await readPrompt(plan.prompt),
    signal: context.signal,
    ...(plan.training === undefined ? {} : { training: plan.training }),
  });
}

/** 0..1; 1 without a limit. */
function moneyLeft(maxCostUsd: number | undefined, turns: DecideInput['turns']): number {
  if (maxCostUsd === undefined) return 1;
  const spent = turns.reduce((sum, { usage }) => sum + usage.costUsd, 0);
  return Math.max(0, 1 - spent / maxCostUsd);
}

/** Garbage may pass like any other outage, but not for ever. Outages in between do not count. */
async function limitGarbage<T>(garbage: Streaks, decision: string, asking: Promise<T>): Promise<T> {
  try {
    const reply = await asking;
    garbage.ends(decision);
    return reply;
  } catch (error) {
    if (!isMaestroError(error) || error.data.garbage !== true) {
      garbage.ends(decision);
      throw error;
    }
    const times = garbage.goesOn(decision);
    if (times < MAX_GARBAGE) throw error;
    garbage.ends(decision);
    const { message, data } = error;
    throw new MaestroError('POLICY_FAILED', `${message} (${times} times in a row)`, { cause: error, data });
  }
}

function summarize(action: Action, usage: Usage): DecisionSummary {
  switch (action.kind) {
    case 'call': {
      const pair = oneLine(pairName(action.model, action.skill), MAX_SUMMARY);
      return { action: 'call', pair, usage, summary: oneLine(`${pair}: ${action.input}`, MAX_SUMMARY) };
    }
    case 'answer':
      return { action: 'answer', usage, summary: oneLine(action.text, MAX_SUMMARY) };
    case 'malformed':
      return { action: 'malformed', usage, note: describeMalformed(action.reason), summary: action.reason };
  }
}
