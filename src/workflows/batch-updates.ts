/** @module How a running batch is steered: updates, each checked before it is accepted. */
import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';
import type { BatchControl } from '../domain/batch.js';

export const pauseUpdate = defineUpdate<BatchControl, [reason: string]>('pause');
export const resumeUpdate = defineUpdate<BatchControl>('resume');
export const concurrencyUpdate = defineUpdate<BatchControl, [rollouts: number]>('concurrency');
export const cancelUpdate = defineUpdate<BatchControl, [how: 'graceful' | 'now']>('cancel');
export const skipUpdate = defineUpdate<BatchControl, [taskId: string]>('skip');

/** Each change is some events of the history, which has to stay short. */
const MAX_CHANGES = 300;
const MAX_SKIPPED = 200;

export interface Steering {
  control(): BatchControl;
  pause(reason: string): Promise<BatchControl>;
  cancel(how: 'graceful' | 'now'): Promise<BatchControl>;
}

/** @param tell hears of every change */
export function steerBatch(concurrency: number, tell: (control: BatchControl) => Promise<void>): Steering {
  let control: BatchControl = { version: 0, concurrency, paused: '', cancelled: '', skipped: [] };
  const change = async (fields: Partial<Omit<BatchControl, 'version'>>): Promise<BatchControl> => {
    control = { ...control, ...fields, version: control.version + 1 };
    const now = control;
    await tell(now);
    return now;
  };
  const pause = (reason: string): Promise<BatchControl> => change({ paused: text(reason) });
  const cancel = (how: 'graceful' | 'now'): Promise<BatchControl> => change({ cancelled: how });

  setHandler(pauseUpdate, pause, {
    validator: (reason) => {
      mayChange(control);
      if (typeof reason !== 'string' || reason.trim() === '') refuse('a pause needs a reason');
      if (control.paused !== '') refuse(`the batch is paused already: ${control.paused}`);
    },
  });
  setHandler(resumeUpdate, () => change({ paused: '' }), {
    validator: () => {
      mayChange(control);
      if (control.paused === '') refuse('the batch is not paused');
    },
  });
  setHandler(concurrencyUpdate, (rollouts) => change({ concurrency: rollouts }), {
    validator: (rollouts) => {
      mayChange(control);
      if (!Number.isInteger(rollouts) || rollouts < 1 || rollouts > 2_000)
        refuse(`the concurrency must be a whole number from 1 to 2000, not ${String(rollouts)}`);
    },
  });
  setHandler(cancelUpdate, cancel, {
    validator: (how) => {
      if (control.cancelled === 'now' || control.cancelled === how) refuse('the batch is being cancelled already');
    },
  });
  setHandler(skipUpdate, (taskId) => change({ skipped: [...control.skipped, taskId] }), {
    validator: (taskId) => {
      mayChange(control);
      if (typeof taskId !== 'string' || taskId === '') refuse('name the task by its id');
      if (control.skipped.includes(taskId)) refuse(`task ${taskId} is skipped already`);
      if (control.skipped.length >= MAX_SKIPPED) refuse(`at most ${MAX_SKIPPED} tasks can be skipped`);
    },
  });
  return { control: () => control, pause, cancel };
}

function mayChange({ cancelled, version }: BatchControl): void {
  if (cancelled !== '') refuse('the batch is being cancelled');
  if (version >= MAX_CHANGES) refuse(`a run of a batch takes ${MAX_CHANGES} changes: cancel it and submit it again`);
}

function refuse(why: string): never {
  throw ApplicationFailure.create({ message: `${why}.`, type: 'INVALID_INPUT', nonRetryable: true });
}

function text(reason: string): string {
  return reason.trim().slice(0, 300);
}
