/** @module The rules of a data source that an answer is judged by. */

/**
 * `report`: the published protocol, faults and all; what a table shows. `reward`: ours, strict, one committed answer, capped in
 * length; what is learned from. `maestro-2605`: the reference implementation's (arXiv 2605.22177), for comparison only.
 */
export const RULES = ['report', 'reward', 'maestro-2605'] as const;
export type RuleName = (typeof RULES)[number];
