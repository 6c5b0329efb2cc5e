/** @module What the paper published (arXiv 2605.22177): its categories of benchmarks, and its averages, never ours. */
import { normalizeName } from '../domain/registry.js';

/** The abstract's four categories. */
export const CATEGORIES = [
  'mathematical reasoning',
  'chart understanding',
  'high-resolution perception',
  'domain-specific analysis',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** By data source. The abstract names the categories only; which benchmark belongs to which is our reading of their subjects. */
const SOURCES: Readonly<Record<Category, readonly string[]>> = {
  'mathematical reasoning': ['geometry3k', 'geometry3k-choice', 'mathvision', 'mathvision-judge'],
  'chart understanding': ['chartqa', 'chartqa-strict-years'],
  'high-resolution perception': ['hrbench-4k', 'hrbench-8k', 'vstar', 'tallyqa'],
  'domain-specific analysis': ['microvqa', 'msearthmcq', 'slake', 'slake-recall', 'slake-containment'],
};

/** Undefined: the source is none of the paper's ten. */
export function categoryOf(dataSource: string): Category | undefined {
  const name = normalizeName(dataSource);
  return CATEGORIES.find((category) => SOURCES[category].some((source) => normalizeName(source) === name));
}

export interface PublishedFigure {
  readonly what: string;
  readonly value: string;
  /** The figure of this report that stands beside it; null: there is none of the kind. */
  readonly beside: 'macro accuracy' | 'mean latency' | null;
}

/** The paper's own figures, of its own benchmarks, models and machines. */
export const PUBLISHED: readonly PublishedFigure[] = [
  { what: 'mean accuracy over its ten benchmarks, Maestro-4B', value: '70.1 %', beside: 'macro accuracy' },
  { what: 'the same, GPT-5', value: '69.3 %', beside: null },
  { what: 'the same, Gemini-2.5-Pro', value: '68.7 %', beside: null },
  {
    what: 'mean accuracy over four further benchmarks, experts added without retraining',
    value: '59.5 %',
    beside: null,
  },
  { what: 'mean latency of a question', value: '2.88 s', beside: 'mean latency' },
];
