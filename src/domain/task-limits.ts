/** @module How much of each field of a task a rollout takes: told by every reader with the place, before anything starts. */

/** Characters. */
export const TASK_LIMITS = {
  id: 300,
  question: 32_768,
  data_source: 100,
  ground_truth: 100_000,
  /** Family, answer type, split, category. */
  label: 100,
  option: 4_000,
} as const;

export const MAX_OPTIONS = 10;
export const MAX_IMAGES = 32;
