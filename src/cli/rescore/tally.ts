/** @module What rescoring changed: flips by rule with examples, rewards, and whose advantage changes its sign. */
import { signChanges, type Sign } from '../../domain/advantage.js';
import { RULES } from '../../domain/reward.js';
import type { VerdictSummary } from '../../domain/verdict.js';

export interface Compared {
  readonly id: string;
  /** The same for samples of one task under one policy. */
  readonly group: string;
  readonly task: string;
  readonly answer: string | null;
  readonly truths: readonly string[];
  readonly before: VerdictSummary | undefined;
  readonly after: VerdictSummary;
}

export interface Flip {
  readonly id: string;
  readonly task: string;
  readonly answer: string | null;
  readonly ground_truth: readonly string[];
  /** Null: not graded, or not decided. */
  readonly before: boolean | null;
  readonly after: boolean | null;
  readonly reward_before: number | null;
  readonly reward_after: number;
  readonly why: string;
}

interface RuleTally {
  rollouts: number;
  right_before: number;
  right_after: number;
  to_right: number;
  to_wrong: number;
  to_undecided: number;
}

export interface GroupChange {
  readonly task: string;
  readonly samples: number;
  readonly changes: readonly { readonly id: string; readonly before: Sign; readonly after: Sign }[];
}

const MAX_EXAMPLES = 10;
const MAX_ANSWER = 200;

export class RescoreTally {
  scored = 0;
  flipped = 0;
  rewardsChanged = 0;
  readonly examples: Flip[] = [];
  readonly #rules = new Map<string, RuleTally>();
  readonly #groups = new Map<
    string,
    { readonly task: string; readonly members: { id: string; before: number; after: number }[] }
  >();
  #before = 0;
  #after = 0;
  #withBefore = 0;

  add(compared: Compared): void {
    const { id, group, task, before, after } = compared;
    this.scored += 1;
    this.#count('verdict', before?.correct ?? null, after.correct);
    for (const rule of RULES) {
      const now = after.verdicts?.[rule];
      if (now !== undefined) this.#count(rule, before?.verdicts?.[rule]?.correct ?? null, now.correct);
    }
    this.#after += after.reward;
    if (before !== undefined) {
      this.#before += before.reward;
      this.#withBefore += 1;
      if (Math.abs(before.reward - after.reward) > 1e-9) this.rewardsChanged += 1;
      const members = this.#groups.get(group)?.members ?? [];
      this.#groups.set(group, { task, members: [...members, { id, before: before.reward, after: after.reward }] });
    }
    if ((before?.correct ?? null) === after.correct) return;
    this.flipped += 1;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(flipOf(compared));
  }

  /** By `verdict`, which the reward file chose, and by each rule of the sources. */
  rules(): Readonly<Record<string, Readonly<RuleTally>>> {
    return Object.fromEntries(this.#rules);
  }

  /** Null where there is nothing to take the mean of. */
  rewardMeans(): { readonly before: number | null; readonly after: number | null } {
    return {
      before: this.#withBefore === 0 ? null : this.#before / this.#withBefore,
      after: this.scored === 0 ? null : this.#after / this.scored,
    };
  }

  /** Of tasks with several samples: how many groups there are, and those in which a sign changes. */
  groups(): { readonly total: number; readonly changed: readonly GroupChange[] } {
    const groups = [...this.#groups.values()].filter(({ members }) => members.length > 1);
    const changed = groups.map(({ task, members }) => {
      const signs = signChanges(
        members.map((member) => member.before),
        members.map((member) => member.after),
      );
      const changes = signs.map(({ member, before, after }) => ({ id: members[member]?.id ?? '', before, after }));
      return { task, samples: members.length, changes };
    });
    return { total: groups.length, changed: changed.filter(({ changes }) => changes.length > 0) };
  }

  #count(rule: string, before: boolean | null, after: boolean | null): void {
    const none = { rollouts: 0, right_before: 0, right_after: 0, to_right: 0, to_wrong: 0, to_undecided: 0 };
    const tally = this.#rules.get(rule) ?? none;
    this.#rules.set(rule, tally);
    tally.rollouts += 1;
    if (before === true) tally.right_before += 1;
    if (after === true) tally.right_after += 1;
    if (before === after) return;
    tally[after === null ? 'to_undecided' : after ? 'to_right' : 'to_wrong'] += 1;
  }
}

function flipOf({ id, task, answer, truths, before, after }: Compared): Flip {
  return {
    ...{ id, task, answer: answer === null ? null : answer.slice(0, MAX_ANSWER), ground_truth: truths },
    ...{ before: before?.correct ?? null, after: after.correct },
    ...{ reward_before: before?.reward ?? null, reward_after: after.reward, why: after.why },
  };
}
