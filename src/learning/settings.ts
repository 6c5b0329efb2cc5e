/** @module How a policy is learned: the settings of GRPO and of its optimiser, and what each may be. */
import { MaestroError } from '../domain/errors.js';

export interface GrpoSettings {
  /** What a reward is held against: the group's mean, or the mean of the other members. */
  readonly baseline: 'group' | 'leave-one-out';
  /** `std`: over the group's deviation, as the paper has it; `none`: as it is. */
  readonly norm: 'std' | 'none';
  /** Do groups whose rewards are all the same count in the mean of the loss, to which they add nothing? */
  readonly zeroVariance: 'keep' | 'skip';
  /** A ratio of new to behaviour probability is clipped to 1 - low .. 1 + high. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Above 1: a bad decision's loss is at most so many times its advantage. */
  readonly dualClip: number;
  /** Weights of the divergence from the reference policy and of the entropy. */
  readonly kl: number;
  readonly entropy: number;
  /** Updates with the same groups. The clip matters only above 1, or where the behaviour differs from the policy. */
  readonly epochs: number;
  readonly optimiser: AdamSettings;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled (AdamW). */
  readonly weightDecay: number;
  /** The gradient's length is at most this. */
  readonly gradientClip: number;
}

export const DEFAULT_SETTINGS: GrpoSettings = {
  baseline: 'group',
  norm: 'std',
  zeroVariance: 'keep',
  clipLow: 0.2,
  clipHigh: 0.2,
  dualClip: 3,
  kl: 0,
  entropy: 0,
  epochs: 1,
  optimiser: { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, gradientClip: 1 },
};

/** @throws MaestroError INVALID_INPUT, naming the setting and what it may be */
export function checkSettings(settings: GrpoSettings): void {
  const { optimiser } = settings;
  const rules: readonly (readonly [name: string, value: number, holds: boolean, allowed: string])[] = [
    ['clipLow', settings.clipLow, settings.clipLow > 0 && settings.clipLow <= 1, 'above 0, at most 1'],
    ['clipHigh', settings.clipHigh, settings.clipHigh > 0, 'above 0'],
    ['dualClip', settings.dualClip, settings.dualClip > 1, 'above 1'],
    ['kl', settings.kl, settings.kl >= 0, '0 or more'],
    ['entropy', settings.entropy, settings.entropy >= 0, '0 or more'],
    ['epochs', settings.epochs, Number.isInteger(settings.epochs) && settings.epochs >= 1, 'an integer from 1'],
    ['learningRate', optimiser.learningRate, optimiser.learningRate > 0, 'above 0'],
    ['beta1', optimiser.beta1, optimiser.beta1 >= 0 && optimiser.beta1 < 1, '0 or more, below 1'],
    ['beta2', optimiser.beta2, optimiser.beta2 >= 0 && optimiser.beta2 < 1, '0 or more, below 1'],
    ['epsilon', optimiser.epsilon, optimiser.epsilon > 0, 'above 0'],
    ['weightDecay', optimiser.weightDecay, optimiser.weightDecay >= 0, '0 or more'],
    ['gradientClip', optimiser.gradientClip, optimiser.gradientClip > 0, 'above 0'],
  ];
  for (const [name, value, holds, allowed] of rules) {
    if (!holds || !Number.isFinite(value))
      throw new MaestroError('INVALID_INPUT', `The setting ${name} of learning is ${value}: it must be ${allowed}.`);
  }
}
