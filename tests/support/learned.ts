/** @module Learned policies for tests: weights by the names of features, and checkpoints of them. */
import { CALL_FEATURES, ANSWER_FEATURES, FEATURE_COUNT, FEATURE_VERSION } from '../../src/learning/features.js';
import { recordsOf, type Checkpoint } from '../../src/learning/checkpoint.js';
import { NO_RECORDS, type RecordTable } from '../../src/learning/records.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';

type Feature = (typeof CALL_FEATURES)[number] | (typeof ANSWER_FEATURES)[number];

/** All others are 0. */
export function weightsOf(weights: Partial<Record<Feature, number>>): readonly number[] {
  return [...CALL_FEATURES, ...ANSWER_FEATURES].map((name) => weights[name] ?? 0);
}

/** Calls what is most like the question, once, and answers with what came back. */
export const CALLS_ONCE = weightsOf({ 'nothing-yet': 5, match: 2, suits: 1, answer: 3 });

export function checkpointOf(
  weights: readonly number[],
  fields: Partial<Checkpoint> = {},
  records: RecordTable = NO_RECORDS,
): Checkpoint {
  const zeros = Array.from({ length: FEATURE_COUNT }, () => 0);
  return {
    run: 'run-1',
    step: 20,
    model: { kind: 'linear' },
    settings: DEFAULT_SETTINGS,
    learner: { weights, optimiser: { step: 20, mean: zeros, square: zeros } },
    featureVersion: FEATURE_VERSION,
    registry: 'a'.repeat(64),
    records: recordsOf(records),
    parent: null,
    ...fields,
  };
}
