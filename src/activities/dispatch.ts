/** @module `dispatch`: one step of a Level-2 solver, which is one call of one expert, once. */
import { clip, oneLine } from '../domain/escape.js';
import { MaestroError } from '../domain/errors.js';
import type { ExpertReply } from '../domain/expert.js';
import { hash32 } from '../domain/random.js';
import { findByName, type Model, type Solver, type SolverStep } from '../domain/registry.js';
import { MAX_NOTE, MAX_SUMMARY, type StepOutcome } from '../domain/trajectory.js';
import { renderTemplate } from '../skills/template.js';
import type { CallRow } from '../store/rows.js';
import { asJson } from './as-json.js';
import { readDecision, readReply, type ReplyBody } from './bodies.js';
import type { DispatchInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import type { Pinned, ReadPinned } from './documents.js';
import { inspectImage } from './inspect-image.js';
import { loadImages } from './load-images.js';
import { modelOfStep } from './plan-steps.js';
import { recorded } from './recorded.js';
import type { RunRows } from './run-rows.js';
import { DECIDE_STEP } from './transcript.js';

/** Characters of a reply that are kept; the transcript shows less. */
const MAX_REPLY = 200_000;

/** @throws MaestroError EXPERT_UNAVAILABLE, EXPERT_TIMED_OUT, EXPERT_MALFORMED (retried); EXPERT_REJECTED, MISSING_KEY */
export function createDispatch(deps: ActivityDeps, readPinned: ReadPinned, seen: RunRows) {
  return async (input: DispatchInput, context: RunContext): Promise<StepOutcome> => {
    const pinned = await readPinned(input.plan);
    const { rolloutId } = pinned.plan;
    const work = findWork(pinned, input);
    const run = { rolloutId, runId: context.runId };
    const used = [DECIDE_STEP, ...work.step.needs].map((step) => ({ turn: input.turn, step }));
    const rows = await seen.of(run, used);
    const decision = rowOf(rows, input.turn, DECIDE_STEP);
    const earlier = work.step.needs.map((id) => rowOf(rows, input.turn, id));
    const { row, wasRecorded } = await recorded(deps, context, {
      key: { rolloutId, turn: input.turn, step: input.step },
      kind: work.step.kind,
      model: work.model.id,
      request: asJson({ ...input, asked: decision.requestHash, needs: earlier.map((need) => need.requestHash) }),
      make: () => call(deps, context, { pinned, work, input, decision, earlier }),
    });
    seen.add(run, row);
    return outcomeOf(row, wasRecorded);
  };
}

interface Work {
  readonly solver: Solver;
  readonly step: SolverStep;
  readonly model: Model;
}

function findWork({ snapshot }: Pinned, { pair, solver: solverId, step: stepId }: DispatchInput): Work {
  const [modelId = '', skillId = ''] = pair.split('@@');
  const pairModel = findByName(snapshot.models, modelId);
  const solver = findByName(snapshot.skills, skillId)?.solvers.find((candidate) => candidate.id === solverId);
  const step = solver?.steps.find((candidate) => candidate.id === stepId);
  const model = step === undefined || pairModel === undefined ? undefined : modelOfStep(snapshot, step.kind, pairModel);
  if (solver === undefined || step === undefined || model === undefined) {
    throw new MaestroError('INTERNAL', `The pinned registry has no step ${stepId} of ${solverId} under ${pair}.`);
  }
  return { solver, step, model };
}

interface CallInput {
  readonly pinned: Pinned;
  readonly work: Work;
  readonly input: DispatchInput;
  readonly decision: CallRow;
  readonly earlier: readonly CallRow[];
}

async function call(deps: ActivityDeps, context: RunContext, { pinned, work, input, decision, earlier }: CallInput) {
  const { plan } = pinned;
  const { step, model } = work;
  const { action } = readDecision(decision);
  const asked = action.kind === 'call' ? action.input : '';
  const replies = new Map(earlier.map((row) => [row.step, readReply(row)]));
  const steps = Object.fromEntries(
    [...replies].map(([id, reply]) => [
      id,
      { text: reply.text, confidence: reply.confidence ?? undefined, data: reply.data },
    ]),
  );
  const images = step.images.flatMap((source) =>
    source === 'task' ? plan.task.images : (replies.get(source)?.images ?? []),
  );
  const request = {
    model,
    task: step.task,
    params: step.params,
    text:
      step.template === ''
        ? asked
        : renderTemplate(step.template, { question: plan.task.question, input: asked, steps }),
    system: '',
    images: await loadImages(deps.blobs, images),
    seed: hash32([plan.seed, plan.task.id, plan.sample, input.turn, step.id].join('\u0000')),
  };
  const reply = await withinTime(model, context.signal, (signal) => deps.expertFor(model).call({ ...request, signal }));
  const body = await bodyOf(deps, reply);
  return { status: reply.kind === 'answer' ? 'ok' : 'cannot', body: asJson(body), usage: reply.usage };
}

/** Ends a call at its model's time, whatever kind of expert it is. */
async function withinTime<T>(model: Model, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(model.timeoutMs);
  try {
    return await work(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    throw new MaestroError(
      'EXPERT_TIMED_OUT',
      `${model.id} gave no reply within ${model.timeoutMs} ms. Raise its timeout in the registry if it needs longer.`,
    );
  }
}

async function bodyOf(deps: ActivityDeps, reply: ExpertReply): Promise<ReplyBody> {
  if (reply.kind === 'cannot') {
    return { text: clip(reply.reason, MAX_REPLY), confidence: null, data: {}, images: [], reasoning: '' };
  }
  const images = await Promise.all(
    reply.images.map(async (bytes) => ({
      ...(await deps.blobs.put(bytes)),
      ...(await inspectImage(bytes, 'an output image')),
    })),
  );
  return {
    text: clip(reply.text, MAX_REPLY),
    confidence: reply.confidence ?? null,
    data: { ...reply.data },
    images,
    reasoning: clip(reply.reasoning, MAX_REPLY),
  };
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

function outcomeOf(row: CallRow, wasRecorded: boolean): StepOutcome {
  const reply = readReply(row);
  const cannot = row.status === 'cannot';
  return {
    step: row.step,
    status: cannot ? 'cannot' : 'ok',
    note: cannot ? clip(reply.text, MAX_NOTE) : '',
    summary: oneLine(reply.text, MAX_SUMMARY),
    confidence: reply.confidence,
    usage: row.usage,
    recorded: wasRecorded,
  };
}
