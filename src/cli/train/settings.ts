/** @module How a run is told to learn: a preset, then single settings by name. */
import { MaestroError } from '../../domain/errors.js';
import { nearestNames } from '../../domain/registry.js';
import {
  faultsOfSettings,
  TRAINING_DEFAULTS,
  TRAINING_SETTING_NAMES,
  type TrainingSettings,
} from '../../domain/training-settings.js';
import { settingsSchema } from '../../learning/checkpoint.js';
import type { ModelSpec } from '../../learning/model.js';
import { SCHEDULE_2605, SETTINGS_2605 } from '../../learning/preset-2605.js';
import { checkSettings, DEFAULT_SETTINGS, type GrpoSettings } from '../../learning/settings.js';

export interface LearnSettings {
  readonly settings: TrainingSettings;
  readonly grpo: GrpoSettings;
}

export const PRESETS = ['default', 'maestro-2605'] as const;
export type Preset = (typeof PRESETS)[number];

/** `default`: as the laboratory was found to learn best (docs/learning.md). `maestro-2605`: the paper's, entry by entry. */
const PRESET_SETTINGS: Readonly<Record<Preset, LearnSettings>> = {
  default: {
    settings: TRAINING_DEFAULTS,
    grpo: {
      ...DEFAULT_SETTINGS,
      ...{ norm: 'none', epochs: 4, entropy: 0.01 },
      optimiser: { ...DEFAULT_SETTINGS.optimiser, learningRate: 0.03 },
    },
  },
  'maestro-2605': {
    // Outcome reward only, no exploration beside the policy's own, no guard.
    settings: {
      ...TRAINING_DEFAULTS,
      ...SCHEDULE_2605,
      ...{ exploration: 0, costPerCall: 0, guardShare: 1, guardInformation: 0 },
    },
    grpo: SETTINGS_2605,
  },
};

const CHOICES = ['baseline', 'norm', 'zeroVariance'] as const;
const GRPO_NUMBERS = ['clipLow', 'clipHigh', 'dualClip', 'kl', 'entropy', 'epochs'] as const;
const OPTIMISER = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'gradientClip'] as const;

/** Every name that `--set` knows. */
export const SETTING_NAMES: readonly string[] = [...TRAINING_SETTING_NAMES, ...CHOICES, ...GRPO_NUMBERS, ...OPTIMISER];

/**
 * @param changes `name=value`, later ones over earlier ones
 * @throws MaestroError INVALID_INPUT, naming the setting and what it may be
 */
export function learnSettings(preset: Preset, changes: readonly string[]): LearnSettings {
  const given = new Map(changes.map(parseChange));
  const { settings, grpo } = PRESET_SETTINGS[preset];
  const of = (names: readonly string[], read: (name: string, value: string) => string | number) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = given.get(name);
        return value === undefined ? [] : [[name, read(name, value)] as const];
      }),
    );
  const changed = settingsSchema.safeParse({
    ...grpo,
    ...of(CHOICES, (_, value) => value),
    ...of(GRPO_NUMBERS, numberOf),
    optimiser: { ...grpo.optimiser, ...of(OPTIMISER, numberOf) },
  });
  if (!changed.success) {
    const [issue] = changed.error.issues;
    throw new MaestroError('INVALID_INPUT', `--set ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}.`);
  }
  checkSettings(changed.data);
  const numbers = TRAINING_SETTING_NAMES.flatMap((name) => {
    const value = given.get(name);
    return value === undefined ? [] : [[name, numberOf(name, value)] as const];
  });
  const whole = { ...settings, ...Object.fromEntries(numbers) };
  const faults = faultsOfSettings(whole);
  if (faults.length > 0) throw new MaestroError('INVALID_INPUT', `--set: ${faults.join('; ')}.`);
  return { settings: whole, grpo: changed.data };
}

/** `linear`, or `two-tower` and its width. @throws MaestroError INVALID_INPUT */
export function modelSpecOf(name: string): ModelSpec {
  const [kind, width = '8'] = name.split(':');
  if (name === 'linear') return { kind: 'linear' };
  if (kind === 'two-tower' && /^\d{1,2}$/.test(width)) return { kind, width: Number(width) };
  throw new MaestroError('INVALID_INPUT', `--model: "${name.slice(0, 40)}" is no model: linear, or two-tower:8.`);
}

function parseChange(change: string): readonly [string, string] {
  const at = change.indexOf('=');
  const [name, value] = [change.slice(0, at).trim(), change.slice(at + 1).trim()];
  if (at < 1 || value === '')
    throw new MaestroError('INVALID_INPUT', `--set: "${change.slice(0, 80)}" is no setting: write name=value.`);
  if (SETTING_NAMES.includes(name)) return [name, value];
  const known = SETTING_NAMES.map((id) => ({ id, aliases: [] }));
  throw new MaestroError(
    'INVALID_INPUT',
    `--set: there is no setting "${name.slice(0, 80)}". Nearest: ${nearestNames(known, name, 3).join(', ')}. All: ${SETTING_NAMES.join(', ')}.`,
  );
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new MaestroError('INVALID_INPUT', `--set ${name}: "${value.slice(0, 40)}" is no number.`);
}
