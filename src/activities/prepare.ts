/** @module `prepare`: validates the input, brings images into the blob store, pins registry, policy and prompt. */
import { callablePairs } from '../domain/registry.js';
import { MaestroError } from '../domain/errors.js';
import { DEFAULT_CALLS, DEFAULT_DATA_SOURCE, type Limits, type Plan, type PlanDocument } from '../domain/task.js';
import { graderOf } from '../grading/sources.js';
import { putJson } from '../store/json-blobs.js';
import type { ContentStore } from '../store/blob-store.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { POLICY_QUEUE, WORKFLOW_QUEUE } from '../temporal/settings.js';
import type { PrepareInput } from './contract.js';
import type { ActivityDeps } from './deps.js';
import { checkTraining, policyPinner } from './learned/pin-policy.js';
import { planCheck } from './plan-check.js';
import { importImage } from './import-image.js';
import { promptPinner } from './prompts.js';
import { rewardPinner } from './rewards.js';
import { parseRolloutInput, type ParsedInput } from './rollout-input-schema.js';
import { asJson } from './as-json.js';

/** A rollout that nobody bounded ends after this long, in seconds. */
const DEFAULT_SECONDS = 900;

/** @throws MaestroError INVALID_INPUT, INVALID_IMAGE, OUTSIDE_ROOTS, TOO_LARGE, NOT_FOUND; STORE_UNAVAILABLE is retried */
export function createPrepare(deps: ActivityDeps): (input: PrepareInput) => Promise<Plan> {
  const pin = snapshotPinner(deps.results.documents);
  const pinPrompt = promptPinner(deps.results.documents);
  const pinReward = rewardPinner(deps.results.documents);
  const pinPolicy = policyPinner(deps.results);
  return async ({ rolloutId, input, startedAtMs }) => {
    const parsed = parseRolloutInput(input);
    const snapshot = await deps.registry();
    if (callablePairs(snapshot).length === 0) {
      throw new MaestroError(
        'INVALID_REGISTRY',
        'The registry has no model-skill pair that can be called: enable a model (maestro registry check).',
      );
    }
    const policy = deps.createPolicy(await pinPolicy(parsed.policy ?? 'keyword'), snapshot);
    const { training } = parsed;
    if (training !== undefined) checkTraining(training, policy.name, snapshot);
    const { task } = parsed;
    // A misspelt source would otherwise be graded by another rule, and noticed by nobody.
    if (task.ground_truth !== undefined) graderOf(task.data_source ?? DEFAULT_DATA_SOURCE);
    const images = await Promise.all(
      (task.images ?? []).map((source, index) => importImage(source, `task.images.${index}`, deps)),
    );
    const limits = limitsOf(parsed, startedAtMs);
    const check = planCheck(snapshot, parsed.check);
    const document: PlanDocument = {
      rolloutId,
      task: {
        id: task.id,
        question: task.question,
        images,
        dataSource: task.data_source ?? DEFAULT_DATA_SOURCE,
        groundTruth: typeof task.ground_truth === 'string' ? [task.ground_truth] : (task.ground_truth ?? []),
        family: task.family ?? '',
        ...factsOf(task),
      },
      policy: policy.name,
      registry: await pin(snapshot),
      prompt: await pinPrompt(policy, snapshot, parsed.prompt),
      seed: parsed.seed ?? 0,
      sample: parsed.sample ?? 0,
      suite: parsed.suite ?? '',
      ...(parsed.dataset === undefined ? {} : { dataset: parsed.dataset }),
      batch: parsed.batch ?? '',
      onOutage: parsed.on_outage ?? 'observe',
      cache: parsed.cache ?? true,
      maxCalls: limits.maxCalls,
      ...(limits.maxCostUsd === undefined ? {} : { maxCostUsd: limits.maxCostUsd }),
      reward: await pinReward(parsed.reward),
      ...(check.input === undefined ? {} : { check: check.input }),
      ...(training === undefined ? {} : { training }),
    };
    return {
      rolloutId,
      ref: await putJson(deps.results.documents, asJson(document)),
      policy: document.policy,
      suite: document.suite,
      batch: document.batch,
      dataSource: document.task.dataSource,
      registry: document.registry,
      limits,
      startedAtMs,
      onOutage: document.onOutage,
      paceMs: parsed.pace_ms ?? 0,
      // Attempts 0: transient faults of the policy's own server are waited for, until the rollout's time is up.
      decide: {
        quick: policy.quick,
        queue: policy.quick ? WORKFLOW_QUEUE : POLICY_QUEUE,
        timeoutMs: policy.timeoutMs,
        maxAttempts: 0,
      },
      ...(check.plan === undefined ? {} : { check: check.plan }),
    };
  };
}

/** What only some sources say of a task; absent facts stay out of the plan, so that its hash does not change. */
function factsOf({ options, answer_type, split, category, group }: ParsedInput['task']) {
  return {
    ...(options === undefined ? {} : { options }),
    ...(answer_type === undefined ? {} : { answerType: answer_type }),
    ...(split === undefined ? {} : { split }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}

/** The earlier of wall-time budget and deadline ends the rollout, and says as which. */
function limitsOf({ limits = {} }: ParsedInput, startedAtMs: number): Limits {
  const budgetEndsMs = startedAtMs + (limits.max_seconds ?? DEFAULT_SECONDS) * 1000;
  const deadlineMs = limits.deadline === undefined ? Infinity : Date.parse(limits.deadline);
  const byDeadline = deadlineMs <= budgetEndsMs || limits.max_seconds === undefined;
  return {
    maxCalls: limits.max_calls ?? DEFAULT_CALLS,
    maxTokens: limits.max_tokens,
    maxCostUsd: limits.max_cost_usd,
    endsAtMs: Math.round(Math.min(budgetEndsMs, deadlineMs)),
    endsAs: byDeadline ? 'deadline' : 'budget',
  };
}

/** Stores a snapshot once per content; the registry hands out the same object until it changes. */
function snapshotPinner(documents: ContentStore): (snapshot: RegistrySnapshot) => Promise<string> {
  let pinned: { readonly snapshot: RegistrySnapshot; readonly hash: string } | undefined;
  return async (snapshot) => {
    if (pinned?.snapshot === snapshot) return pinned.hash;
    const { sha256: hash } = await putJson(documents, asJson(snapshot));
    pinned = { snapshot, hash };
    return hash;
  };
}
