/**
 * @module What the routing reference would have called: the best pair of each family, by the record. What it does is no collapse,
 * however few pairs it takes.
 */
import type { TrainingSettings } from '../domain/training-settings.js';
import { watchCollapse, type CollapseBounds, type FamilyCall } from './collapse.js';
import type { RecordTable, Tally } from './records.js';

/** For each call of a family that the record knows, one of the family's best pair. @param calls whose families are taken */
export function referenceCalls({ entries }: RecordTable, calls: readonly FamilyCall[]): readonly FamilyCall[] {
  const tallies = new Map<string, Map<string, Tally>>();
  for (const { kind, pair, count, right } of entries) {
    const ofKind = tallies.get(kind) ?? new Map<string, Tally>();
    const before = ofKind.get(pair) ?? { count: 0, right: 0 };
    ofKind.set(pair, { count: before.count + count, right: before.right + right });
    tallies.set(kind, ofKind);
  }
  const best = new Map([...tallies].map(([kind, pairs]) => [kind, bestOf(pairs)]));
  return calls.flatMap(({ family }) => {
    const pair = best.get(family);
    return pair === undefined ? [] : [{ family, pair }];
  });
}

/** The bounds of a run, but none that the routing reference itself would cross. @param calls that are watched */
export function collapseBounds(
  {
    guardShare,
    guardInformation,
    guardCalls,
  }: Pick<TrainingSettings, 'guardShare' | 'guardInformation' | 'guardCalls'>,
  records: RecordTable,
  calls: readonly FamilyCall[],
): CollapseBounds {
  const reference = watchCollapse(referenceCalls(records, calls), { topShare: 1, information: 0, leastCalls: 0 });
  return {
    topShare: Math.max(guardShare, reference.topShare),
    information: guardInformation * reference.information,
    leastCalls: guardCalls,
  };
}

/** The highest share of right calls; of equals the first by name. */
function bestOf(pairs: ReadonlyMap<string, Tally>): string | undefined {
  const inOrder = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  const shareOf = ({ count, right }: Tally): number => (count === 0 ? 0 : right / count);
  return inOrder.reduce<readonly [string, Tally] | undefined>(
    (most, each) => (most === undefined || shareOf(each[1]) > shareOf(most[1]) ? each : most),
    undefined,
  )?.[0];
}
