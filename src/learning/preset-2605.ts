/** @module `maestro-2605`: how each setting of the reference implementation's training (arXiv 2605.22177) maps to ours, or why not. */
import { DEFAULT_SETTINGS, type GrpoSettings } from './settings.js';

/** The learning rate is the one of the paper's 4 billion weights; a linear policy hardly moves under it: see the table. */
export const SETTINGS_2605: GrpoSettings = {
  ...DEFAULT_SETTINGS,
  optimiser: { learningRate: 1e-6, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, gradientClip: 1 },
};

/** The shape of its steps. */
export const SCHEDULE_2605 = { groupSize: 8, tasksPerStep: 1, maxCalls: 4, steps: 380, validateEvery: 20 } as const;

export interface PresetEntry {
  readonly item: string;
  /** What the reference has. */
  readonly reference: string;
  /** `same`: as it is; `differs`: there is one, but another; `not-applicable`: an embedded policy has no such thing. */
  readonly mapping: 'same' | 'differs' | 'not-applicable';
  /** Our setting, or why there is none. */
  readonly ours: string;
}

export const PRESET_2605_TABLE: readonly PresetEntry[] = [
  { item: 'algorithm', reference: 'GRPO, outcome reward only', mapping: 'same', ours: 'baseline group' },
  { item: 'gamma, lambda', reference: '1, 1', mapping: 'same', ours: 'one advantage for all decisions of a rollout' },
  { item: 'advantage', reference: 'over std (n - 1) + 1e-6', mapping: 'same', ours: 'norm std' },
  { item: 'group size', reference: '8', mapping: 'same', ours: 'groupSize 8' },
  { item: 'prompts per step', reference: '1', mapping: 'same', ours: 'tasksPerStep 1' },
  {
    item: 'mini-batch',
    reference: '1 prompt, one mini-batch',
    mapping: 'same',
    ours: 'all groups of a step in one update',
  },
  { item: 'epochs', reference: '1', mapping: 'same', ours: 'epochs 1' },
  { item: 'optimiser', reference: 'AdamW, betas 0.9 and 0.999', mapping: 'same', ours: 'beta1 0.9, beta2 0.999' },
  {
    item: 'learning rate',
    reference: '1e-6, constant, no warm-up',
    mapping: 'same',
    ours: 'learningRate 1e-6; made for a model of 4 billion weights, so choose 0.05 for an embedded policy',
  },
  { item: 'weight decay', reference: '0.01', mapping: 'same', ours: 'weightDecay 0.01' },
  { item: 'gradient clip', reference: '1.0', mapping: 'same', ours: 'gradientClip 1' },
  {
    item: 'non-finite gradient',
    reference: 'the step is skipped',
    mapping: 'differs',
    ours: 'refused with an error: with checked rewards and features it is a fault',
  },
  { item: 'ratio clip', reference: '0.2 / 0.2', mapping: 'same', ours: 'clipLow 0.2, clipHigh 0.2' },
  { item: 'dual clip', reference: '3', mapping: 'same', ours: 'dualClip 3' },
  {
    item: 'aggregation',
    reference: 'mean over tokens',
    mapping: 'differs',
    ours: 'mean over decisions: there are no tokens',
  },
  { item: 'entropy coefficient', reference: '0', mapping: 'same', ours: 'entropy 0' },
  {
    item: 'KL loss',
    reference: 'on, coefficient 0, low-variance estimate',
    mapping: 'differs',
    ours: 'kl 0; above 0 it is exact over the options, not an estimate',
  },
  { item: 'KL in the reward', reference: 'coefficient 0', mapping: 'not-applicable', ours: 'no such term' },
  {
    item: 'old probabilities',
    reference: "the actor's own, so that the ratio is 1",
    mapping: 'differs',
    ours: 'those recorded when it was drawn, exploration included; without exploration the ratio is 1 as well',
  },
  { item: 'zero-variance groups', reference: 'kept', mapping: 'same', ours: 'zeroVariance keep' },
  { item: 'steps', reference: '380', mapping: 'same', ours: 'steps 380' },
  {
    item: 'validation',
    reference: 'every 20 steps, 8 samples at temperature 1',
    mapping: 'differs',
    ours: 'validateEvery 20, greedy: the policy as it is used',
  },
  {
    item: 'checkpoint',
    reference: 'weights only, all kept',
    mapping: 'differs',
    ours: "with the optimiser's state, so that a run can go on",
  },
  {
    item: 'sampling',
    reference: 'temperature 1, top-p 1',
    mapping: 'same',
    ours: 'the softmax as it is, exploration 0',
  },
  { item: 'calls', reference: '4', mapping: 'same', ours: 'maxCalls 4' },
  ...[
    ['GPUs and tensor parallelism', '4 GPUs, 4 replicas', 'runs on a processor'],
    ['micro-batches', 'at most 16384 tokens a GPU', 'no tokens'],
    ['lengths', 'prompt 12288, response 4096, observation 1024, action 8192, model 16384', 'no tokens'],
    ['precision and sharding', 'fp32 parameters, FSDP, checkpointing', '64-bit floats in one process'],
    ['vision tower', 'trained', 'the policy does not look at images'],
    ['vLLM', 'bf16, 0.6 of memory, 512 sequences', 'no language model'],
    ['loss mask', 'tokens of the policy only', 'observations are features, never actions'],
    ['logging', 'console and a hosted service', 'records in the results store'],
    ['pinned stack', 'torch, vllm, ray', 'none of it is needed'],
  ].map(([item = '', reference = '', ours = '']): PresetEntry => ({
    item,
    reference,
    mapping: 'not-applicable',
    ours,
  })),
];
