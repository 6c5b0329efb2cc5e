/** @module `dispatch`: one step of a Level-2 solver, or the question of a router, which is one call of one expert, once. */
import { onBill } from '../domain/billed.js';
import { isMaestroError, MaestroError } from '../domain/errors.js';
import type { ExpertRequest } from '../domain/expert.js';
import { hash32 } from '../domain/random.js';
import { findByName } from '../domain/registry.js';
import { DECIDE_STEP, isJudgeStep, ROUTE_STEP } from '../domain/step-id.js';
import type { StepOutcome } from '../domain/trajectory.js';
import { renderTemplate } from '../skills/template.js';
import type { CallRow } from '../store/rows.js';
import { asJson } from './as-json.js';
import { createCallExpert, type CallExpert } from './calls/call-expert.js';
import { lastChance } from './calls/last-chance.js';
import { readDecision, readReply } from './bodies.js';
import type { DispatchInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import type { Pinned, ReadPinned } from './documents.js';
import { evidenceIds, imagesFor, previousResults, stepResults } from './evidence.js';
import { loadImages } from './load-images.js';
import { judgeCall, judgePromptOf } from './judge-call.js';
import { planSolver } from './plan-solver.js';
import { recorded, type Made } from './recorded.js';
import { skillFor } from '../skills/runnable.js';
import { routeCall, routerModel } from './route-call.js';
import type { RunRows } from './run-rows.js';
import { bodyOf, outcomeOf } from './step-reply.js';
import { STEP_KIND } from './steps/index.js';
import type { Work } from './work.js';

/**
 * @throws MaestroError EXPERT_UNAVAILABLE, EXPERT_TIMED_OUT, EXPERT_MALFORMED (retried unless final); EXPERT_REJECTED, MISSING_KEY;
 * BUDGET_SPENT (the caller waits)
 */
export function createDispatch(deps: ActivityDeps, readPinned: ReadPinned, seen: RunRows) {
  const callExpert = createCallExpert(deps);
  return async (input: DispatchInput, context: RunContext): Promise<StepOutcome> => {
    const pinned = await readPinned(input.plan);
    const { rolloutId } = pinned.plan;
    const work = findWork(pinned, input);
    const run = { rolloutId, runId: context.runId };
    const evidence = evidenceIds(work, input.missing ?? []);
    const used = [DECIDE_STEP, ...evidence].map((step) => ({ turn: input.turn, step }));
    const rows = await seen.of(run, used);
    const decision = rowOf(rows, input.turn, DECIDE_STEP);
    const earlier = evidence.map((id) => rowOf(rows, input.turn, id));
    const made = await recorded(deps, context, {
      key: { rolloutId, turn: input.turn, step: input.step },
      kind: work.step.kind,
      model: work.model.id,
      request: requestOf(input, decision, earlier),
      make: async () => {
        try {
          return await call(deps, callExpert, context, { pinned, work, input, decision, earlier });
        } catch (error) {
          throw context.quick || pinned.plan.onOutage === 'observe' ? withoutRetry(error) : error;
        }
      },
    });
    seen.add(run, made.row);
    return outcomeOf(made);
  };
}

/**
 * Want of money is none of the expert's attempts, and a local activity leaves the pauses to the workflow, which knows why it waits
 * when its time is over.
 */
function withoutRetry(error: unknown): unknown {
  if (!isMaestroError(error) || error.code !== 'BUDGET_SPENT') return error;
  return new MaestroError(error.code, error.message, { cause: error, data: error.data, final: true });
}

/** Which model replies and by when changes nothing of what is asked: the first reply that is recorded is the step's. */
function requestOf(
  { plan, turn, pair, solver, step, missing }: DispatchInput,
  decision: CallRow,
  earlier: readonly CallRow[],
) {
  const needs = earlier.map((need) => need.requestHash);
  return { plan, turn, pair, solver, step, missing, asked: decision.requestHash, needs };
}

/** The call, by the model that stands in if one does. */
function findWork(pinned: Pinned, input: DispatchInput): Work {
  const work = findPlanned(pinned, input);
  if (input.model === undefined) return work;
  const model = work.fallbacks.find((fallback) => fallback.id === input.model);
  if (model !== undefined) return { ...work, model };
  throw new MaestroError('INTERNAL', `${input.model} does not stand in for ${work.model.id} in the pinned registry.`);
}

function findPlanned({ plan, snapshot }: Pinned, { pair, solver: solverId, step }: DispatchInput): Work {
  if (isJudgeStep(step)) return judgeCall(snapshot, plan, step);
  const [modelId = '', skillId = ''] = pair.split('@@');
  const pairModel = findByName(snapshot.models, modelId);
  const skill = findByName(snapshot.skills, skillId);
  if (pairModel !== undefined && skill !== undefined) {
    if (step === ROUTE_STEP) {
      const model = routerModel(snapshot, skill, pairModel);
      if (model !== undefined) return routeCall(snapshot, skillFor(skill, pairModel), model);
    }
    const solver = skill.solvers.find((candidate) => candidate.id === solverId);
    const planned = solver && planSolver(snapshot, solver, pairModel, plan.task.images.length);
    const work = planned?.kind === 'plan' ? planned.works.find((candidate) => candidate.id === step) : undefined;
    if (work !== undefined) return work;
  }
  throw new MaestroError('INTERNAL', `The pinned registry has no step ${step} of ${solverId} under ${pair}.`);
}

interface CallInput {
  readonly pinned: Pinned;
  readonly work: Work;
  readonly input: DispatchInput;
  readonly decision: CallRow;
  readonly earlier: readonly CallRow[];
}

async function call(
  deps: ActivityDeps,
  callExpert: CallExpert,
  context: RunContext,
  { pinned, work, input, decision, earlier }: CallInput,
): Promise<Made> {
  const { plan } = pinned;
  const { step, model } = work;
  const { action } = readDecision(decision);
  const replies = new Map(earlier.map((row) => [row.step, readReply(row)]));
  const steps = stepResults(work, replies);
  const scope = {
    question: plan.task.question,
    input: action.kind === 'call' ? action.input : '',
    steps,
    previous: previousResults(work, replies),
  };
  const images = await loadImages(deps.blobs, imagesFor(work, plan.task.images, replies));
  const plain: ExpertRequest = {
    model,
    task: step.task,
    params: model.provider === 'engine' ? { ...model.params, ...step.params } : step.params,
    text:
      action.kind === 'answer' && isJudgeStep(work.id)
        ? judgePromptOf(plan.task, action.text, work.id)
        : work.prompt(scope),
    system: step.system === '' ? '' : renderTemplate(step.system, scope),
    images,
    seed: hash32([plan.seed, plan.task.id, plan.sample, input.turn, work.id].join('\u0000')),
    signal: context.signal,
  };
  const kind = STEP_KIND[step.kind];
  const stepContext = { step, model, images, steps };
  const request = await kind.prepare(plain, stepContext);
  const limits = {
    signal: context.signal,
    endsAtMs: input.endsAtMs ?? deps.clock.now() + model.deadlineMs,
    onOutage: plan.onOutage,
    attempt: context.attempt,
    cache: plan.cache && deps.cacheCalls,
    batch: plan.batch,
  };
  return lastChance(model, limits, deps.clock, async () => {
    const final = plan.onOutage === 'observe';
    const { reply, waitedMs, cached, hedged } = await callExpert(request, {
      ...{ ...limits, final },
      read: (said) => (said.kind === 'answer' ? kind.read(said, stepContext) : Promise.resolve(said)),
    });
    return {
      status: reply.kind === 'answer' ? 'ok' : 'cannot',
      body: asJson(await onBill(reply.usage, () => bodyOf(deps.blobs, reply))),
      usage: reply.usage,
      waitedMs,
      cached,
      hedged,
    };
  });
}

function rowOf(rows: readonly CallRow[], turn: number, step: string): CallRow {
  const row = rows.find((candidate) => candidate.turn === turn && candidate.step === step);
  if (row === undefined)
    throw new MaestroError(
      'INTERNAL',
      `The ledger has no row (turn ${turn}, ${step}): was the results store replaced?`,
    );
  return row;
}
