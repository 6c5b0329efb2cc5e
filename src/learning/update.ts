/** @module One update of a policy by groups: pure, all state in and out, the same bits for the same groups. */
import { MaestroError } from '../domain/errors.js';
import { adamStart, adamStep, type AdamState } from './adam.js';
import { CONTEXT_COUNT, FEATURE_COUNT } from './features.js';
import { checkGroup, countGroups, groupAdvantages, isZeroVariance, type Group, type GroupCounts } from './groups.js';
import { lossOf, type Loss, type WeighedDecision } from './loss.js';
import type { ScoreModel } from './model.js';
import { checkSettings, type GrpoSettings } from './settings.js';
import { mean } from './vector.js';

/** What learning has come to. */
export interface Learner {
  readonly weights: readonly number[];
  readonly optimiser: AdamState;
}

export function startLearner(model: ScoreModel, seed: number): Learner {
  return { weights: model.initial(seed), optimiser: adamStart(model.size) };
}

export interface UpdateReport extends GroupCounts, Omit<Loss, 'gradient'> {
  readonly decisions: number;
  readonly reward: number;
  /** Of the last epoch, before it was clipped. */
  readonly gradientLength: number;
}

/**
 * @param reference weights that a `kl` above 0 holds to; those at the start of the run
 * @returns the figures of the last epoch; a batch without any decision, or of skipped groups only, changes nothing
 * @throws MaestroError INVALID_INPUT for settings or groups that can't be learned from; INTERNAL when a gradient is no number
 */
export function updatePolicy(
  settings: GrpoSettings,
  model: ScoreModel,
  learner: Learner,
  groups: readonly Group[],
  reference: readonly number[] = learner.weights,
): { readonly learner: Learner; readonly report: UpdateReport } {
  checkSettings(settings);
  if (groups.length === 0)
    throw new MaestroError('INVALID_INPUT', 'There is no group to learn from: collect at least one.');
  for (const weights of [learner.weights, reference]) {
    if (weights.length !== model.size)
      throw new MaestroError('INVALID_INPUT', `The policy has ${weights.length} weights, its model ${model.size}.`);
  }
  for (const group of groups) checkGroup(group, CONTEXT_COUNT, FEATURE_COUNT);
  const decisions = weighDecisions(settings, groups);
  const all = groups.flatMap(({ members }) => members.map(({ reward }) => reward));
  let now = learner;
  let last: Omit<Loss, 'gradient'> = { loss: 0, clipped: 0, ratio: 1, kl: 0, entropy: 0 };
  let gradientLength = 0;
  for (let epoch = 0; epoch < settings.epochs && decisions.length > 0; epoch++) {
    const { gradient, ...figures } = lossOf(settings, model, now.weights, reference, decisions);
    const moved = adamStep(settings.optimiser, now.weights, now.optimiser, gradient);
    if (!moved.weights.every(Number.isFinite))
      throw new MaestroError('INTERNAL', 'The gradient of an update is no number: lower the learning rate.');
    now = { weights: moved.weights, optimiser: moved.state };
    last = figures;
    gradientLength = moved.gradientLength;
  }
  const report = { ...countGroups(groups), ...last, decisions: decisions.length, reward: mean(all), gradientLength };
  return { learner: now, report };
}

function weighDecisions(settings: GrpoSettings, groups: readonly Group[]): readonly WeighedDecision[] {
  return groups
    .filter((group) => settings.zeroVariance === 'keep' || !isZeroVariance(group))
    .flatMap(({ members }) => {
      const advantages = groupAdvantages(
        members.map(({ reward }) => reward),
        settings,
      );
      return members.flatMap(({ decisions }, place) =>
        decisions.map((sample) => ({ sample, advantage: advantages[place] ?? 0 })),
      );
    });
}
