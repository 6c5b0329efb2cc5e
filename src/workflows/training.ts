/** @module A training run: probes, then steps of groups and updates, with validations, until a rule says stop. References only. */
import {
  ApplicationFailure,
  ContinueAsNew,
  continueAsNew,
  defineQuery,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { TrainerActivities } from '../activities/training/contract.js';
import type { OpenedTraining, RecordedStep, TrainingActivities } from '../activities/training/run-contract.js';
import { MaestroError } from '../domain/errors.js';
import { bestValidation, isValidated, reasonToStop } from '../domain/training.js';
import type {
  CollectedStep,
  PolicyState,
  StepReport,
  TrainingResult,
  TrainingRunInput,
  TrainingView,
  Validation,
} from '../domain/training-run.js';
import { MAESTRO_BATCH, MAESTRO_SUITE } from '../temporal/search-attributes.js';
import { quickOptions } from './activity-options.js';
import { failureNote } from './failure-note.js';
import { regardless } from './interruption.js';
import { startBatchOfRun } from './training-children.js';
import { StepsInFlight } from './training-steps.js';

export const trainingQuery = defineQuery<TrainingView>('training');

const { openTraining } = proxyLocalActivities<TrainingActivities>(quickOptions('read how far the run is'));
const { beginPolicy } = proxyLocalActivities<TrainingActivities>(
  quickOptions('freeze the records, store the first policy'),
);
const { recordUpdate } = proxyLocalActivities<TrainingActivities>(
  quickOptions("make the trainer's result the next policy"),
);
const { recordCollected } = proxyLocalActivities<TrainingActivities>(quickOptions('record what was collected'));
const { openValidation, closeValidation } = proxyLocalActivities<TrainingActivities>(quickOptions('validate a policy'));
const { noteTraining } = proxyLocalActivities<TrainingActivities>(quickOptions('note how the run is'));

/** History before it continues as new. */
const MAX_EVENTS = 2_000;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Trains a policy as its spec says, or collects groups of one that is trained elsewhere. What is in the results store is not done again: a run that was cancelled or failed goes on where
 * it was, and a policy is a function of the recorded rosters.
 * @throws INVALID_INPUT for an input that is not one, a changed registry, a reward that is no number; CancelledFailure
 */
export async function trainingWorkflow(input: TrainingRunInput): Promise<TrainingResult> {
  const { workflowId: run } = workflowInfo();
  const startedAtMs = input.startedAtMs ?? Date.now();
  const training = new TrainingRun(run, input, startedAtMs);
  setHandler(trainingQuery, () => training.view());
  try {
    const result = await training.go(input.collected ?? []);
    await training.note(`completed: ${result.reason}`);
    return result;
  } catch (error) {
    // Going on as new is thrown, too, and is no end.
    if (isCancellation(error)) await training.note('cancelled');
    else if (!(error instanceof ContinueAsNew)) await training.note(`failed: ${failureNote(error)}`);
    throw error;
  }
}

class TrainingRun {
  #opened: OpenedTraining | undefined;
  #waitsFor = 'what the run consists of';
  #latest: StepReport | null = null;
  #validations: readonly Validation[] = [];
  #costUsd = 0;
  /** By updates: those that steps may still be collected with. */
  readonly #policies = new Map<number, PolicyState>();

  constructor(
    private readonly run: string,
    private readonly input: TrainingRunInput,
    private readonly startedAtMs: number,
  ) {}

  view(): TrainingView {
    const now = this.#now();
    return {
      ...{ step: now?.step ?? 0, steps: this.#opened?.settings.steps ?? 0, waitsFor: this.#waitsFor },
      ...{ policy: now?.policy ?? '', startedAtMs: this.startedAtMs, costUsd: this.#costUsd },
      ...{ latest: this.#latest, validations: this.#validations },
    };
  }

  note(state: string): Promise<void> {
    return regardless(() => noteTraining({ run: this.run, state: state.slice(0, 500), at: now() }));
  }

  async go(collected: readonly CollectedStep[]): Promise<TrainingResult> {
    const { run } = this;
    const { spec } = this.input;
    const opened = await openTraining({ run, input: this.input, at: now() });
    this.#opened = opened;
    const { settings } = opened;
    upsertSearchAttributes([
      { key: MAESTRO_BATCH, value: run },
      { key: MAESTRO_SUITE, value: opened.suites.join(' ').slice(0, 200) },
    ]);
    this.#validations = opened.validations;
    this.#costUsd = opened.costUsd;
    for (const policy of opened.policies) this.#policies.set(policy.step, policy);
    const first = this.#policies.get(0) ?? (await this.#begin(opened));
    this.#policies.set(0, first);
    let latest = this.#now() ?? first;
    const steps = new StepsInFlight({ run, spec, settings }, latest.step, collected);
    let crossed: readonly string[] = [];
    for (;;) {
      if (opened.validates && isValidated(latest.step, settings)) await this.#validate(latest);
      const { step } = latest;
      const progress = {
        ...{ step, costUsd: this.#costUsd, elapsedMs: Date.now() - this.startedAtMs, crossed },
        validations: this.#validations,
      };
      const reason = reasonToStop(progress, settings);
      if (reason !== undefined) {
        await steps.cancel();
        return { steps: step, policy: latest.policy, best: bestValidation(this.#validations) ?? null, reason };
      }
      if (isLong(this.input.maxEvents ?? MAX_EVENTS)) await this.#goOn(steps);
      steps.startWhatCan(step, (updates) => this.#policyAfter(updates));
      this.#waitsFor = `the groups of step ${step}`;
      const taken = await steps.take(step);
      const { report, state } =
        opened.collects === true ? await this.#record(latest, taken) : await this.#update(opened, first, latest, taken);
      latest = state;
      crossed = report.crossed;
    }
  }

  async #begin({ probe }: OpenedTraining): Promise<PolicyState> {
    const { run } = this;
    const { spec } = this.input;
    if (probe !== null) {
      this.#waitsFor = `the probes of every pair (batch ${probe.batch})`;
      // Pairs that can't answer are what is to be found out.
      const input = { spec: probe.spec, priority: 'training', max_without_answer: 1 } as const;
      const batch = await startBatchOfRun(run, probe.batch, 'every pair on the tasks of the split probe', input);
      await batch.result();
    }
    return beginPolicy({ run, spec, at: now() });
  }

  /** Whoever learns from the groups does so elsewhere. */
  async #record(before: PolicyState, { groups }: CollectedStep): Promise<RecordedStep> {
    const { run } = this;
    const { spec } = this.input;
    return this.#know(await recordCollected({ run, spec, before, groups, at: now() }));
  }

  #know(recorded: RecordedStep): RecordedStep {
    this.#policies.set(recorded.state.step, recorded.state);
    this.#latest = recorded.report;
    this.#costUsd += recorded.report.costUsd;
    return recorded;
  }

  async #update(opened: OpenedTraining, first: PolicyState, before: PolicyState, { step, groups }: CollectedStep) {
    const { run } = this;
    const { spec } = this.input;
    const refs = groups.flatMap(({ ref }) => ref ?? []);
    if (refs.length === 0) {
      const why = [...new Set(groups.map((group) => group.why))].join('; ');
      throw ApplicationFailure.nonRetryable(`Step ${step} has no group to learn from: ${why}.`, 'INVALID_INPUT');
    }
    this.#waitsFor = `the trainer on ${opened.trainer}`;
    const { updatePolicy } = proxyActivities<TrainerActivities>({
      taskQueue: opened.trainer,
      startToCloseTimeout: '6 hours',
      heartbeatTimeout: '1 minute',
      cancellationType: 'TRY_CANCEL',
      retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
      summary: `update ${step + 1} by ${refs.length} groups`,
    });
    const update = await updatePolicy({
      contract: 1,
      ...{ run, step, policy: before.learner, reference: first.learner, groups: refs, settings: opened.grpo },
    });
    return this.#know(await recordUpdate({ run, spec, before, groups, update, at: now() }));
  }

  async #validate(state: PolicyState): Promise<void> {
    const { run } = this;
    const { spec } = this.input;
    if (this.#validations.some(({ step }) => step === state.step)) return;
    this.#waitsFor = `the validation of step ${state.step}`;
    const { batch, spec: pinned } = await openValidation({ run, spec, state });
    const input = { spec: pinned, priority: 'training', max_without_answer: 1 } as const;
    await (await startBatchOfRun(run, batch, `the policy after ${state.step} updates`, input)).result();
    this.#validations = [...this.#validations, await closeValidation({ spec, batch, state })];
  }

  /** Continues as new, when all that was begun is collected. */
  async #goOn(steps: StepsInFlight): Promise<never> {
    const collected = await steps.all();
    const { startedAtMs, input } = this;
    return continueAsNew<typeof trainingWorkflow>({ ...input, startedAtMs, collected });
  }

  #policyAfter(updates: number): PolicyState {
    const policy = this.#policies.get(updates);
    if (policy === undefined) throw new MaestroError('INTERNAL', `The policy after ${updates} updates is not known.`);
    return policy;
  }

  #now(): PolicyState | undefined {
    return this.#policies.get(Math.max(...this.#policies.keys()));
  }
}

function now(): string {
  return new Date().toISOString();
}

function isLong(maxEvents: number): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > maxEvents || historySize > MAX_BYTES;
}
