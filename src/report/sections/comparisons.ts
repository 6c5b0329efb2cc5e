/** @module Arms against one another, gap closed, versions. */
import { LEAST_ROOM } from '../../statistics/gap.js';
import { left, right, table, text, type Section } from '../document.js';
import { amount, estimated, estimatedPoints, percent, points, pValue } from '../format.js';
import type { Report } from '../report.js';

export function comparisonsSection({ comparisons }: Report): readonly Section[] {
  if (comparisons.length === 0) return [];
  const names = { mcnemar: 'McNemar, exact', 'sign-flip': 'permutation of clusters' };
  const rows = comparisons.map((each) => [
    each.a,
    each.b,
    amount(each.tasks),
    estimatedPoints(each.difference, each.low, each.high),
    names[each.test],
    pValue(each.p),
    pValue(each.p_holm),
    amount(each.tasks_needed),
    points(each.detectable).replace('+', ''),
  ]);
  return [
    {
      title: 'Paired on the same tasks',
      blocks: [
        ...table(
          [
            ...[left('a'), left('b'), right('tasks'), right('a - b, points (95 %)'), left('test'), right('p')],
            ...[right('p, Holm'), right('tasks needed'), right('detectable, points')],
          ],
          rows,
        ),
        text(
          'Tasks needed: to see this difference with a power of 80 % at a level of 5 %. Detectable: the smallest difference that the tasks of this report show with that power.',
        ),
      ],
    },
  ];
}

export function baselinesSection({ baselines }: Report): readonly Section[] {
  if (baselines === null) return [];
  const { train, single_pair, gaps, hindsight, hindsight_known, reference_minus_keyword: words } = baselines;
  const least = points(LEAST_ROOM).replace('+', '');
  return [
    {
      title: 'Gap closed',
      blocks: [
        text(
          `S is the best single pair, ${single_pair}; R the best pair for each family and difficulty; both were chosen on ${train.join(', ')} and are judged here. ` +
            `Gap closed is (policy - S) / (R - S), shown where the lower bound of R - S exceeds ${least} points; above 100 % is possible and fine.`,
        ),
        ...table(
          [left('arm'), right('tasks'), right('R - S, points (95 %)'), right('gap closed (95 %)')],
          gaps.map((gap) => [
            gap.arm,
            amount(gap.tasks),
            estimatedPoints(gap.room, gap.room_low, gap.room_high),
            gap.closed === null ? 'not shown' : estimated({ mean: gap.closed, low: gap.low, high: gap.high }),
          ]),
        ),
        text(
          `Hindsight: some pair was right on ${percent(hindsight)} of the tasks, and knew the answer, lucky guesses taken out, on ${percent(hindsight_known)}. ` +
            'It is neither attainable nor a bound for policies that call twice.',
        ),
        ...(words === null
          ? []
          : [
              text(
                `R - keyword: ${estimatedPoints(words.difference, words.low, words.high)} points on ${amount(words.tasks)} tasks.`,
              ),
            ]),
      ],
    },
  ];
}

export function versionsSection({ versions }: Report): readonly Section[] {
  const rows = versions.map(({ what, version, rollouts }) => [
    what,
    /^[0-9a-f]{64}$/.test(version) ? version.slice(0, 12) : version,
    amount(rollouts),
  ]);
  return rows.length === 0
    ? []
    : [{ title: 'Versions', blocks: table([left('of'), left('version'), right('rollouts')], rows) }];
}
