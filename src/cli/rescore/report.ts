/** @module What rescoring changed, as text. */
import { count } from '../format.js';
import { printable, type Colors } from '../output.js';
import { renderTable, type Column } from '../table.js';
import { markText } from '../rollout/verdict-view.js';
import type { Flip, RescoreTally } from './tally.js';

export interface Unscored {
  readonly id: string;
  readonly why: string;
}

export interface RescoreReport {
  readonly run: string;
  readonly tally: RescoreTally;
  /** `chartqa@1`, as many as there were. */
  readonly scorers: readonly string[];
  /** `paper@1` likewise. */
  readonly rewards: readonly string[];
  readonly unscored: readonly Unscored[];
}

const COLUMNS: readonly Column[] = [
  { title: 'rule', align: 'left' },
  { title: 'rollouts', align: 'right' },
  { title: 'right before', align: 'right' },
  { title: 'right now', align: 'right' },
  { title: 'to right', align: 'right' },
  { title: 'to wrong', align: 'right' },
  { title: 'to open', align: 'right' },
];
const SHOWN = 10;

export function rescoreJson({
  run,
  tally,
  scorers,
  rewards,
  unscored,
}: RescoreReport): Readonly<Record<string, unknown>> {
  const { total, changed } = tally.groups();
  return {
    ...{ run, scored: tally.scored, unscored, scorers, rewards, rules: tally.rules() },
    ...{ flipped: tally.flipped, flips: tally.examples },
    reward_mean: tally.rewardMeans(),
    rewards_changed: tally.rewardsChanged,
    groups: { total, changed: changed.length, advantages: changed },
  };
}

/** Lines of text. */
export function rescoreLines(report: RescoreReport, colors: Colors): readonly string[] {
  const { run, tally, scorers, rewards, unscored } = report;
  const means = tally.rewardMeans();
  const rows = Object.entries(tally.rules()).map(([rule, each]) => [
    rule,
    ...[each.rollouts, each.right_before, each.right_after, each.to_right, each.to_wrong, each.to_undecided].map(
      String,
    ),
  ]);
  return [
    `${count(tally.scored, 'rollout')} of ${printable(run)} scored again by ${scorers.join(', ')}, reward ${rewards.join(', ')}`,
    '',
    ...renderTable(COLUMNS, rows),
    '',
    `mean reward ${shown(means.before)} -> ${shown(means.after)}; ${count(tally.rewardsChanged, 'reward')} changed`,
    ...flipLines(tally, colors),
    ...groupLines(tally),
    ...(unscored.length === 0 ? [] : ['', colors.yellow(`${count(unscored.length, 'rollout')} not scored:`)]),
    ...unscored.slice(0, SHOWN).map(({ id, why }) => `  ${printable(id)}  ${why}`),
  ];
}

function flipLines({ flipped, examples }: RescoreTally, colors: Colors): readonly string[] {
  if (flipped === 0) return ['no verdict flipped'];
  const more = flipped > examples.length ? [`  and ${flipped - examples.length} more`] : [];
  return ['', `${count(flipped, 'verdict')} flipped:`, ...examples.flatMap((flip) => flipText(flip, colors)), ...more];
}

function flipText(flip: Flip, colors: Colors): readonly string[] {
  const { id, before, after, answer, ground_truth: truths, why } = flip;
  const truth = truths.map((text) => JSON.stringify(text)).join(' or ');
  return [
    `  ${printable(id)}  ${markText(before, colors)} -> ${markText(after, colors)}`,
    `    answer ${printable(JSON.stringify(answer))}, truth ${printable(truth)}: ${printable(why)}`,
  ];
}

function groupLines(tally: RescoreTally): readonly string[] {
  const { total, changed } = tally.groups();
  if (total === 0) return [];
  const changes = changed.reduce((sum, group) => sum + group.changes.length, 0);
  const sign = (value: number): string => (value === 0 ? '0' : value > 0 ? '+' : '-');
  const lines = changed.slice(0, SHOWN).map(({ task, samples, changes: each }) => {
    const signs = each.map(({ id, before, after }) => `${printable(id)} ${sign(before)} -> ${sign(after)}`);
    return `  ${printable(task)} (${samples} samples): ${signs.join(', ')}`;
  });
  const more = changed.length > SHOWN ? [`  and ${changed.length - SHOWN} more groups (--json has all)`] : [];
  return [
    '',
    `${count(total, 'group')} of samples; the sign of ${count(changes, 'advantage')} changes`,
    ...lines,
    ...more,
  ];
}

function shown(mean: number | null): string {
  return mean === null ? '-' : mean.toFixed(4);
}
