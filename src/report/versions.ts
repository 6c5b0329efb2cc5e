/** @module Which versions of everything the figures rest on: more than one of a kind is something to know. */
import { grouped } from './grouped.js';
import type { Fact } from './fact.js';
import type { VersionUse } from './report.js';

const KINDS = ['registry', 'policy', 'prompt', 'reward', 'rule', 'dataset'] as const;

/** Most used first within each kind; what has no version is left out. */
export function versionsOf(facts: readonly Fact[]): readonly VersionUse[] {
  return KINDS.flatMap((what) =>
    [...grouped(facts, ({ versions }) => versions[what])]
      .filter(([version]) => version !== '')
      .map(([version, members]) => ({ what, version, rollouts: members.length }))
      .sort((a, b) => b.rollouts - a.rollouts || (a.version < b.version ? -1 : 1)),
  );
}
