/** @module Accuracy by suite, category, family, skill and model. */
import type { Arm } from './arms.js';
import { grouped } from './grouped.js';
import { decidingPair, type Fact } from './fact.js';
import { modelOfPair, skillOfPair } from './policy-kind.js';
import { categoryOf } from './published.js';
import { GROUPINGS, type GroupAccuracy, type Grouping } from './report.js';
import { accuracyOf } from './scores.js';

/** By grouping, then by name; groups that a rollout belongs to none of are left out. */
export function groupAccuracies(arms: readonly Arm[]): readonly GroupAccuracy[] {
  return GROUPINGS.flatMap((by) => {
    const rows = arms.flatMap((arm) => {
      const named = arm.facts.filter((fact) => nameIn(by, fact) !== undefined);
      const groups = grouped(named, (fact) => nameIn(by, fact) ?? '');
      return [...groups].map(([name, facts]) => ({ by, name, arm: arm.name, ...accuracyOf(facts) }));
    });
    return rows.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  });
}

/** Skill and model are those of the pair that the answer rests on. */
function nameIn(by: Grouping, fact: Fact): string | undefined {
  switch (by) {
    case 'suite':
      return fact.benchmark;
    case 'category':
      return categoryOf(fact.dataSource);
    case 'family':
      return fact.family === '' ? undefined : `${fact.benchmark}: ${fact.family}`;
    case 'skill': {
      const pair = decidingPair(fact);
      return pair === undefined ? '(no expert answered)' : skillOfPair(pair);
    }
    case 'model': {
      const pair = decidingPair(fact);
      return pair === undefined ? '(no expert answered)' : modelOfPair(pair);
    }
  }
}
