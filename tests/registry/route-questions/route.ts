/** @module A route of the shipped skills, with questions of our own that take it. */
export type Route = readonly [model: string, skill: string, solver: string, questions: readonly string[]];

/** Stands for every chat model. */
export const CHAT = 'qwen3-VL-8B-Instruct';
