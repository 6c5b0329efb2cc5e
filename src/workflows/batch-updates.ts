/** @module How a running batch is steered: updates, each checked before it is accepted. */
import { ApplicationFailure, condition, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { BatchControl } from '../domain/batch.js';
import { faultOfRaise, mergeBudgets, type Budget } from '../domain/budget.js';

export const pauseUpdate = defineUpdate<BatchControl, [reason: string]>('pause');
export const resumeUpdate = defineUpdate<BatchControl>('resume');
export const concurrencyUpdate = defineUpdate<BatchControl, [rollouts: number]>('concurrency');
export const cancelUpdate = defineUpdate<BatchControl, [how: 'graceful' | 'now']>('cancel');
export const skipUpdate = defineUpdate<BatchControl, [taskId: string]>('skip');
/** Rollouts of each task under each policy from now on: more than so far. */
export const samplesUpdate = defineUpdate<BatchControl, [samples: number]>('samples');
/** Raises the budget, or sets one; what was paused for want of it goes on. */
export const budgetUpdate = defineUpdate<BatchControl, [raise: Budget]>('budget');

/** Each change is some events of the history, which has to stay short. */
const MAX_CHANGES = 300;
/** A change told to 64 windows, and the end of the batch, are some hundred events more. */
const MAX_EVENTS = 3_300;
const MAX_SKIPPED = 200;
const MAX_SAMPLES = 1_000;

/** Who paused it: a raised budget lets go on only what a budget has stopped. */
export type PauseCause = 'person' | 'answers' | 'budget' | 'canary';

export interface Steering {
  /** The batch knows what it is: what was asked for before is checked and done now. */
  begin(options: SteeringOptions): void;
  control(): BatchControl;
  /** Does nothing when it is paused or being cancelled already. */
  pause(reason: string, cause: PauseCause): Promise<void>;
  cancel(how: 'graceful' | 'now'): Promise<BatchControl>;
  /** The canary has been judged: all may be started. */
  release(): Promise<void>;
}

export interface SteeringOptions extends Pick<BatchControl, 'concurrency' | 'samples' | 'budget' | 'quota'> {
  /** Hears of every change. */
  readonly tell: (control: BatchControl, before: BatchControl) => Promise<void>;
  /** Raises the budget in the store; the budget that stands then. */
  readonly raise: (change: Budget) => Promise<Budget>;
}

/** Before the batch knows what it is. */
const NOT_BEGUN: BatchControl = {
  ...{ version: 0, concurrency: 0, paused: '', cancelled: '', skipped: [] },
  ...{ samples: 0, budget: {}, quota: null },
};

/** Takes updates from the first moment of the workflow on: without a handler they would be refused. */
export function steerBatch(): Steering {
  let control = NOT_BEGUN;
  let options: SteeringOptions | undefined;
  let cause: PauseCause = 'person';
  const change = async (fields: Partial<Omit<BatchControl, 'version'>>): Promise<BatchControl> => {
    const before = control;
    const now = { ...control, ...fields, version: control.version + 1 };
    control = now;
    await options?.tell(now, before);
    return now;
  };
  const pause = (reason: string, by: PauseCause): Promise<BatchControl> => {
    cause = by;
    return change({ paused: text(reason) });
  };
  const cancel = (how: 'graceful' | 'now'): Promise<BatchControl> => change({ cancelled: how });
  const raiseBudget = async (given: Budget): Promise<BatchControl> => {
    const raised = (await options?.raise(given)) ?? given;
    const budget = mergeBudgets(control.budget, mergeBudgets(raised, given));
    return change({ budget, ...(cause === 'budget' ? { paused: '' } : {}) });
  };
  /** Checked before it is accepted; one that comes before the batch has begun is checked then, and fails if it can't be done. */
  function take<Args extends unknown[]>(
    update: UpdateDefinition<BatchControl, Args>,
    check: (...args: Args) => void,
    act: (...args: Args) => Promise<BatchControl>,
  ): void {
    const later = async (...args: Args): Promise<BatchControl> => {
      await condition(() => options !== undefined);
      check(...args);
      return act(...args);
    };
    const now = (...args: Args): Promise<BatchControl> => (options === undefined ? later(...args) : act(...args));
    setHandler<BatchControl, Args, typeof update>(update, now, {
      validator: (...args) => {
        if (options !== undefined) check(...args);
      },
    });
  }

  take(
    pauseUpdate,
    (reason) => {
      mayChange(control);
      if (typeof reason !== 'string' || reason.trim() === '') refuse('a pause needs a reason');
      if (control.paused !== '') refuse(`the batch is paused already: ${control.paused}`);
    },
    (reason) => pause(reason, 'person'),
  );
  take(
    resumeUpdate,
    () => {
      mayChange(control);
      if (control.paused === '') refuse('the batch is not paused');
    },
    () => change({ paused: '' }),
  );
  take(
    concurrencyUpdate,
    (rollouts) => {
      mayChange(control);
      if (!Number.isInteger(rollouts) || rollouts < 1 || rollouts > 2_000)
        refuse(`the concurrency must be a whole number from 1 to 2000, not ${String(rollouts)}`);
    },
    (rollouts) => change({ concurrency: rollouts }),
  );
  take(
    cancelUpdate,
    (how) => {
      if (!['graceful', 'now'].includes(how)) refuse('a batch is cancelled "graceful" or "now"');
      if (control.cancelled === 'now' || control.cancelled === how) refuse('the batch is being cancelled already');
    },
    cancel,
  );
  take(
    skipUpdate,
    (taskId) => {
      mayChange(control);
      if (typeof taskId !== 'string' || taskId === '') refuse('name the task by its id');
      if (control.skipped.includes(taskId)) refuse(`task ${taskId} is skipped already`);
      if (control.skipped.length >= MAX_SKIPPED) refuse(`at most ${MAX_SKIPPED} tasks can be skipped`);
    },
    (taskId) => change({ skipped: [...control.skipped, taskId] }),
  );
  take(
    samplesUpdate,
    (samples) => {
      mayChange(control);
      if (!Number.isInteger(samples) || samples > MAX_SAMPLES)
        refuse(`the samples must be a whole number, at most ${MAX_SAMPLES}, not ${String(samples)}`);
      if (samples <= control.samples) refuse(`there are ${control.samples} samples already: samples are only added`);
    },
    (samples) => change({ samples }),
  );
  take(
    budgetUpdate,
    (given) => {
      mayChange(control);
      const fault = faultOfRaise(control.budget, given);
      if (fault !== undefined) refuse(fault);
    },
    raiseBudget,
  );
  return {
    begin: (given) => {
      const { concurrency, samples, budget, quota } = given;
      control = { ...control, concurrency, samples, budget, quota };
      options = given;
    },
    control: () => control,
    pause: async (reason, by) => {
      if (control.paused === '' && control.cancelled === '') await pause(reason, by);
    },
    cancel,
    release: async () => {
      if (control.quota !== null) await change({ quota: null });
    },
  };
}

function mayChange({ cancelled, version }: BatchControl): void {
  if (cancelled !== '') refuse('the batch is being cancelled');
  if (version >= MAX_CHANGES || workflowInfo().historyLength > MAX_EVENTS)
    refuse(`a run of a batch takes ${MAX_CHANGES} changes: cancel it and submit it again`);
}

function refuse(why: string): never {
  throw ApplicationFailure.create({ message: `${why}.`, type: 'INVALID_INPUT', nonRetryable: true });
}

function text(reason: string): string {
  return reason.trim().slice(0, 300);
}
