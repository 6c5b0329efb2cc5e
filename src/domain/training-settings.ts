/** @module What a training run may be told: every number by name, with what it may be and what it is unless said otherwise. */

/** All are numbers, so that a command, a file and a preset can name them in one way. */
export interface TrainingSettings {
  /** Updates. */
  readonly steps: number;
  readonly tasksPerStep: number;
  /** Rollouts of each task. */
  readonly groupSize: number;
  readonly maxCalls: number;
  /** 0..1: the share of decisions that is drawn uniformly. */
  readonly exploration: number;
  /** The most updates that the policy of a rollout may lack when it is learned from; 0: each step waits for the update before it. */
  readonly staleness: number;
  /** Groups of a step beyond `tasksPerStep`, each in place of one whose rewards are all the same. */
  readonly resample: number;
  /** Attempts at members of a group beyond the first, for those that our own side lost. */
  readonly refills: number;
  /** Wall time of a group, seconds; members that are late then do not count. */
  readonly groupSeconds: number;
  /** Wall time of a rollout, seconds. */
  readonly rolloutSeconds: number;
  /** Updates between validations; 0: none. */
  readonly validateEvery: number;
  /** Validations without a better one before the run stops; 0: it does not. */
  readonly patience: number;
  /** Taken from a reward: for each call, for each US dollar, and at most. */
  readonly costPerCall: number;
  readonly costPerUsd: number;
  readonly costAtMost: number;
  /** 0..1: how much of the registry is varied from group to group: which share may be left out of the pairs, of the words of cards. */
  readonly varyPairs: number;
  readonly varyCards: number;
  /** 0..1: the share of calls that fail, as if the model was down. */
  readonly faults: number;
  /** Bounds of the collapse guard, over the last `guardSteps` steps: the most that one pair may have of all calls, unless the best pair of each family by the record would have more. */
  readonly guardShare: number;
  /** 0..1: the least that the families must say about the pairs, as a share of what they say for those best pairs. */
  readonly guardInformation: number;
  /** With fewer calls nothing is concluded. */
  readonly guardCalls: number;
  readonly guardSteps: number;
  /** The most exploration that a crossed bound may raise to; 0: the run stops instead. */
  readonly guardExploration: number;
  /** US dollars and minutes after which the run stops; 0: no such limit. */
  readonly maxUsd: number;
  readonly maxMinutes: number;
}

/** As the laboratory learns (docs/learning.md). */
export const TRAINING_DEFAULTS: TrainingSettings = {
  ...{
    steps: 60,
    tasksPerStep: 8,
    groupSize: 8,
    maxCalls: 4,
    exploration: 0.05,
    staleness: 0,
    resample: 0,
    refills: 8,
  },
  ...{ groupSeconds: 900, rolloutSeconds: 300, validateEvery: 10, patience: 0 },
  ...{ costPerCall: 0.02, costPerUsd: 0, costAtMost: 0.5, varyPairs: 0, varyCards: 0, faults: 0 },
  ...{ guardShare: 0.9, guardInformation: 0, guardCalls: 100, guardSteps: 4, guardExploration: 0.5 },
  ...{ maxUsd: 0, maxMinutes: 0 },
};

/** Name, least, most, and whether it is a whole number. */
type Rule = readonly [name: keyof TrainingSettings, least: number, most: number, whole: boolean];

const RULES: readonly Rule[] = [
  ['steps', 1, 100_000, true],
  ['tasksPerStep', 1, 64, true],
  ['groupSize', 2, 64, true],
  ['maxCalls', 1, 64, true],
  ['exploration', 0, 1, false],
  ['staleness', 0, 8, true],
  ['resample', 0, 64, true],
  ['refills', 0, 1_000, true],
  ['groupSeconds', 1, 86_400, false],
  ['rolloutSeconds', 1, 86_400, false],
  ['validateEvery', 0, 100_000, true],
  ['patience', 0, 100_000, true],
  ['costPerCall', 0, 1, false],
  ['costPerUsd', 0, 1_000, false],
  ['costAtMost', 0, 10, false],
  ['varyPairs', 0, 1, false],
  ['varyCards', 0, 1, false],
  ['faults', 0, 1, false],
  ['guardShare', 0.01, 1, false],
  ['guardInformation', 0, 1, false],
  ['guardCalls', 1, 1e9, true],
  ['guardSteps', 1, 64, true],
  ['guardExploration', 0, 1, false],
  ['maxUsd', 0, 1e9, false],
  ['maxMinutes', 0, 1e6, false],
];

export const TRAINING_SETTING_NAMES = RULES.map(([name]) => name);

/** What is wrong with the settings, one line each; empty: nothing. */
export function faultsOfSettings(settings: TrainingSettings): readonly string[] {
  const faults = RULES.flatMap(([name, least, most, whole]) => {
    const value = settings[name];
    const holds = value >= least && value <= most && (!whole || Number.isInteger(value));
    const why = name === 'groupSize' && value === 1 ? ': advantages compare the members of a group' : '';
    return holds
      ? []
      : [`${name} is ${value}: it must be ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}${why}`];
  });
  const { patience, validateEvery } = settings;
  return patience > 0 && validateEvery === 0 ? [...faults, 'patience counts validations: set validateEvery'] : faults;
}
