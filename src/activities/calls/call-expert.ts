/**
 * @module One attempt of one call of one expert. Engines: the call within its time, nothing else. Endpoints: the cache, the gate,
 * the call within its time, perhaps a second one beside it.
 */
import { billedBy, onBill, withBill } from '../../domain/billed.js';
import { worstCase, type Spend } from '../../domain/budget.js';
import { MaestroError } from '../../domain/errors.js';
import { addUsage, type Expert, type ExpertReply, type ExpertRequest, type Usage } from '../../domain/expert.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { ActivityDeps } from '../deps.js';
import { attemptMs, leastMs, waitUntilMs } from './budget.js';
import { cacheKey, isDeterministic } from './cache-key.js';
import { endOf } from './call-end.js';
import type { Pass, WaitOptions } from './gate.js';
import { hedgeAfterMs, withHedge } from './hedge.js';
import { createPurse, type Purse } from './purse.js';
import { ReplyCache, type CachedReply } from './reply-cache.js';
import { withinTime } from './within-time.js';

export interface CallLimits {
  /** Aborted when the activity is cancelled. */
  readonly signal: AbortSignal;
  /** When the step is to be over, milliseconds since the epoch. */
  readonly endsAtMs: number;
  /** A model that can't be called now is not waited for: an open circuit and a full line end the matter. */
  readonly final: boolean;
  /** May the reply come from the cache of calls? */
  readonly cache: boolean;
  /** Whose budget pays; empty or absent: none. */
  readonly batch?: string;
  /** Makes of a reply what the caller needs; one that it throws on is not kept for others. Absent: the reply is taken as it comes. */
  readonly read?: (reply: ExpertReply) => Promise<ExpertReply>;
}

/** The reply, whose usage counts what was spent now: nothing for a cached one, both calls for a hedged one. */
export type MadeCall = CachedReply;

export type CallExpert = (request: Omit<ExpertRequest, 'signal'>, limits: CallLimits) => Promise<MadeCall>;

/**
 * @throws MaestroError from a call: EXPERT_*, MISSING_KEY, BUDGET_SPENT, STORE_UNAVAILABLE, what `read` throws; the signal's reason.
 * What was billed all the same is told (`billedBy`).
 */
export function createCallExpert(deps: Pick<ActivityDeps, 'expertFor' | 'gate' | 'results' | 'clock'>): CallExpert {
  const { gate, clock } = deps;
  const { cache, budgets } = deps.results.calls;
  const replies = new ReplyCache({ cache, gate, now: clock.now });
  const purse = createPurse({ budgets, now: clock.now, afterwards: (what, work) => gate.afterwards(what, work) });
  return async (request, limits) => {
    const { model } = request;
    const { read: given } = limits;
    const read = (reply: ExpertReply): Promise<ExpertReply> =>
      given === undefined ? Promise.resolve(reply) : onBill(reply.usage, () => given(reply));
    const expert = deps.expertFor(model);
    const times = { timeoutMs: model.timeoutMs, endsAtMs: limits.endsAtMs };
    if (model.provider === 'engine') {
      const ms = attemptMs(times, clock.now());
      const bill = { batch: limits.batch ?? '', worst: worstOf(request), limitMs: ms };
      const reply = await purse.pay(bill, () =>
        withinTime(model, ms, limits.signal, (signal) => expert.call({ ...request, signal })),
      );
      return { reply: await read(reply), cached: false, waitedMs: 0, hedged: false };
    }
    const wait: WaitOptions = { ...limits, untilMs: waitUntilMs(times, clock.now()) };
    const make = async () => {
      const pass = await gate.enter(model, wait);
      const leftMs = limits.endsAtMs - clock.now();
      if (leftMs < leastMs(model.timeoutMs)) {
        pass.leave(undefined);
        throw tooLate(model, leftMs, pass.waitedMs);
      }
      const made = await callEndpoint({ gate, clock, purse }, { ...request, model }, expert, pass, limits);
      return { ...made, waitedMs: pass.waitedMs };
    };
    if (limits.cache && isDeterministic(model, request)) {
      return replies.through(cacheKey(model, request), model.id, wait, { make, read });
    }
    const made = await make();
    return { ...made, reply: await read(made.reply), cached: false };
  };
}

/** Its turn came when no reply could come in time any more: it is not sent, and its server is not blamed. */
function tooLate({ id }: EndpointModel, leftMs: number, waitedMs: number): MaestroError {
  const waited = `after ${(waitedMs / 1000).toFixed(1)} s in line ${Math.max(0, Math.round(leftMs))} ms of the step's time were left`;
  const text = `busy, ${waited} (model "${id}"): raise concurrency or deadline_s in the registry, or ask for less at once.`;
  return new MaestroError('EXPERT_UNAVAILABLE', text, {
    data: { model: id, reason: 'busy', sent: false },
    final: true,
  });
}

async function callEndpoint(
  { gate, clock, purse }: Pick<ActivityDeps, 'gate' | 'clock'> & { readonly purse: Purse },
  request: Omit<ExpertRequest, 'signal' | 'model'> & { readonly model: EndpointModel },
  expert: Expert,
  pass: Pass,
  { signal, endsAtMs, batch = '' }: CallLimits,
): Promise<Pick<MadeCall, 'reply' | 'hedged'>> {
  const { model } = request;
  const ms = attemptMs({ timeoutMs: model.timeoutMs, endsAtMs }, clock.now());
  const overAtMs = clock.now() + ms;
  const worst = worstOf(request);
  const failures: unknown[] = [];
  const withPass = (by: Pass, limitMs: number) => async (aborted: AbortSignal) => {
    try {
      const reply = await purse.pay({ batch, worst, limitMs }, () =>
        withinTime(model, limitMs, aborted, (inTime) => expert.call({ ...request, signal: inTime })),
      );
      by.leave({ kind: 'up' });
      return reply;
    } catch (error) {
      by.leave(endOf(error));
      failures.push(error);
      throw error;
    }
  };
  const afterMs = hedgeAfterMs(model, ms);
  if (afterMs === undefined) return { reply: await withPass(pass, ms)(signal), hedged: false };
  const second = async () => {
    const another = await gate.tryEnter(model);
    return another && withPass(another, Math.max(1, Math.floor(overAtMs - clock.now())));
  };
  try {
    const { reply, other, hedged } = await withHedge(withPass(pass, ms), second, afterMs, signal);
    const usageOfOther = other?.usage ?? billedBy(failures[0]);
    return { reply: hedged ? { ...reply, usage: usageOfBoth(model, reply, usageOfOther) } : reply, hedged };
  } catch (error) {
    // Both failed, and both may have been paid.
    const others = failures.flatMap((failure) => (failure === error ? [] : (billedBy(failure) ?? [])));
    throw others.reduce(withBill, error);
  }
}

/** The most that the request can cost. */
function worstOf({ model, text, system, images, params }: Omit<ExpertRequest, 'signal'>): Spend {
  const { max_tokens: maxTokens } = params;
  return worstCase(model, {
    textBytes: Buffer.byteLength(text) + Buffer.byteLength(system),
    images: images.map(({ ref }) => ref.width * ref.height),
    maxTokens: typeof maxTokens === 'number' ? maxTokens : undefined,
  });
}

/** What an aborted call cost is not known, but for the price of a call as such. */
function usageOfBoth({ price }: EndpointModel, { usage }: ExpertReply, other: Usage | undefined): Usage {
  const aborted = { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: price.perCall };
  return addUsage(usage, other ?? aborted);
}
