/** @module The training runs whose histories are kept for replay: of the last run of the run's workflow, and of its first group. */
import { WorkflowFailedError } from '@temporalio/client';
import { groupId } from '../../src/domain/training.js';
import { until } from '../chaos/support/until.js';
import type { RunOptions, TrainingRig } from '../workflows/support/training-rig.js';

export interface TrainingScenario {
  readonly name: string;
  /** Step whose first group is kept. */
  readonly step: number;
  readonly options: RunOptions;
  /** Questions that are held back until `steer` is done with the run. */
  readonly hold?: string;
  readonly steer?: 'end a member' | 'cancel';
}

const PAIRS = ['Knows@@Plain', 'Guesses@@Plain'];

export const TRAINING_SCENARIOS: readonly TrainingScenario[] = [
  {
    name: 'training-whole',
    step: 1,
    options: { settings: { steps: 2, validateEvery: 2 }, conditions: { pairs: PAIRS } },
  },
  // Steps are collected ahead of updates, and it goes on as new.
  {
    name: 'training-ahead',
    step: 3,
    options: { settings: { steps: 4, tasksPerStep: 1, staleness: 1 }, input: { maxEvents: 40 } },
  },
  {
    name: 'training-idle',
    step: 0,
    options: { settings: { steps: 1, resample: 1, costPerCall: 0 }, words: ['hopeless'] },
  },
  {
    name: 'training-refilled',
    step: 0,
    options: { settings: { steps: 1, tasksPerStep: 1 }, words: ['slow'] },
    hold: 'slow',
    steer: 'end a member',
  },
  {
    name: 'training-collected',
    step: 1,
    options: {
      settings: { steps: 2, tasksPerStep: 1 },
      conditions: { collect: { policy: 'chat:Chief', temperature: 1 } },
    },
  },
  {
    name: 'training-cancelled',
    step: 0,
    options: { settings: { steps: 1, tasksPerStep: 1 }, words: ['stuck'] },
    hold: 'stuck',
    steer: 'cancel',
  },
];

/** The workflow ids of a scenario by the name of their histories. */
export function idsOf({ name, step }: TrainingScenario): readonly (readonly [file: string, id: string])[] {
  return [
    [name, name],
    [`${name}-group`, groupId(name, step, 0)],
  ];
}

/** Plays it to its end. */
export async function playTraining(rig: TrainingRig, scenario: TrainingScenario): Promise<void> {
  const { name, options, hold, steer } = scenario;
  const release = hold === undefined ? undefined : rig.hold(hold);
  const { spec } = await rig.pin(name, options);
  const handle = await rig.begin(name, { spec, ...options.input });
  if (steer !== undefined) {
    const member = await rig.running(name);
    if (steer === 'cancel') await handle.cancel();
    else {
      await rig.client.workflow.getHandle(member).terminate('a scenario');
      await until('it is begun again', () => isThere(rig, `${member}/again-1`));
    }
  }
  if (steer !== 'cancel') release?.();
  await handle.result().catch((error: unknown) => {
    if (!(error instanceof WorkflowFailedError)) throw error;
  });
  release?.();
}

async function isThere({ client }: TrainingRig, id: string): Promise<boolean> {
  return client.workflow
    .getHandle(id)
    .describe()
    .then(
      () => true,
      () => false,
    );
}
