/** @module What a batch will take, before it starts: from what its policies have come to so far, or from the cards. Pure. */
import { addSpend, NO_SPEND, worstCase, type Spend } from './budget.js';
import { callablePairs, findByName, type RegistrySnapshot } from './registry.js';

/** Of one rollout. */
export interface RolloutFigures {
  readonly calls: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
  /** In the results database. */
  readonly bytes: number;
}

export interface Estimate extends RolloutFigures {
  readonly rollouts: number;
  /** Wall time with so many in flight, milliseconds. */
  readonly wallMs: number;
}

/** All rollouts of one policy. `inFlight`: at once. */
export function estimateAll(each: RolloutFigures, rollouts: number, inFlight: number): Estimate {
  return {
    rollouts,
    calls: each.calls * rollouts,
    tokens: each.tokens * rollouts,
    costUsd: each.costUsd * rollouts,
    latencyMs: each.latencyMs,
    bytes: each.bytes * rollouts,
    wallMs: (each.latencyMs * rollouts) / Math.max(1, Math.min(inFlight, rollouts)),
  };
}

/** A question with a picture and what experts have said, where nothing is known of the tasks. */
const ASSUMED = { textBytes: 8_000, images: [1_000_000], maxTokens: undefined };
const ASSUMED_LATENCY_MS = 2_000;
const ASSUMED_BYTES = 20_000;

/**
 * The most that a rollout can take by the cards: every call goes to the dearest expert, every reply is as long as it may be.
 * @param policyModel id of the model that decides; undefined: the policy asks none
 */
export function figuresByCards(
  snapshot: RegistrySnapshot,
  policyModel: string | undefined,
  maxCalls: number,
): RolloutFigures {
  const experts = callablePairs(snapshot).map(({ model }) => model);
  const decider = policyModel === undefined ? undefined : findByName(snapshot.models, policyModel);
  const dearest = experts.map((model) => worstCase(model, ASSUMED)).reduce(most, NO_SPEND);
  const slowest = Math.max(0, ...experts.map((model) => latencyOf(model)));
  let total = times(dearest, maxCalls);
  let latencyMs = slowest * maxCalls;
  if (decider !== undefined) {
    total = addSpend(total, times(worstCase(decider, ASSUMED), maxCalls + 1));
    latencyMs += latencyOf(decider) * (maxCalls + 1);
  }
  return { calls: total.calls, tokens: total.tokens, costUsd: total.usd, latencyMs, bytes: ASSUMED_BYTES };
}

function latencyOf({ latency, provider }: RegistrySnapshot['models'][number]): number {
  return latency?.p50Ms ?? (provider === 'engine' ? 100 : ASSUMED_LATENCY_MS);
}

function most(a: Spend, b: Spend): Spend {
  return {
    usd: Math.max(a.usd, b.usd),
    tokens: Math.max(a.tokens, b.tokens),
    calls: Math.max(a.calls, b.calls),
  };
}

function times({ usd, tokens, calls }: Spend, count: number): Spend {
  return { usd: usd * count, tokens: tokens * count, calls: calls * count };
}
