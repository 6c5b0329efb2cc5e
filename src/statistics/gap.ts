/** @module Gap closed: how much of the way from the best single pair to the routing reference a policy goes. */
import { bootstrapInterval } from './bootstrap.js';
import { meanOf } from './clusters.js';

/** A task's mean scores: of the policy, one for each training seed; of the best single pair; of the routing reference. */
export interface GapScore {
  readonly cluster: string;
  readonly policy: readonly number[];
  readonly single: number;
  readonly reference: number;
}

export interface GapClosed {
  readonly tasks: number;
  /** R - S, and its interval. */
  readonly room: number | null;
  readonly room_low: number | null;
  readonly room_high: number | null;
  /** (policy - S) / (R - S). Null unless the lower bound of R - S exceeds {@link LEAST_ROOM}: else noise would be divided by noise. */
  readonly closed: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Five points. */
export const LEAST_ROOM = 0.05;

interface Cluster {
  readonly count: number;
  readonly policy: readonly number[];
  readonly single: number;
  readonly reference: number;
}

/**
 * All three on the same tasks; the interval is a paired bootstrap over clusters of tasks, and over the training seeds where there
 * are several. Above 1 is possible and fine: a policy may call several experts.
 */
export function gapClosed(scores: readonly GapScore[], seed: readonly (string | number)[]): GapClosed {
  const none = { closed: null, low: null, high: null };
  if (scores.length === 0) return { tasks: 0, room: null, room_low: null, room_high: null, ...none };
  const clusters = gather(scores);
  const seeds = (scores[0]?.policy ?? []).map((_, index) => index);
  const room = (drawn: readonly Cluster[]): number => mean(drawn, (each) => each.reference - each.single);
  const roomInterval = bootstrapInterval([clusters], ([drawn = []]) => room(drawn), { seed: ['room', ...seed] });
  const known = { tasks: scores.length, room: room(clusters) };
  const bounds = { room_low: roomInterval?.[0] ?? null, room_high: roomInterval?.[1] ?? null };
  if (bounds.room_low === null || bounds.room_low <= LEAST_ROOM) return { ...known, ...bounds, ...none };
  const closed = (drawn: readonly Cluster[], chosen: readonly number[]): number => {
    const policy = meanOf(chosen.map((at) => mean(drawn, (each) => each.policy[at] ?? NaN)));
    return (policy - mean(drawn, (each) => each.single)) / room(drawn);
  };
  // Drawn by their places, so that clusters and training seeds are strata of one bootstrap.
  const places = [[...clusters.keys()], ...(seeds.length > 1 ? [seeds] : [])];
  const interval = bootstrapInterval(
    places,
    ([drawn = [], chosen = seeds]) =>
      closed(
        drawn.flatMap((at) => clusters[at] ?? []),
        chosen,
      ),
    { seed: ['gap', ...seed] },
  );
  return {
    ...known,
    ...bounds,
    closed: closed(clusters, seeds),
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
  };
}

function gather(scores: readonly GapScore[]): readonly Cluster[] {
  const groups = new Map<string, GapScore[]>();
  for (const score of scores) groups.set(score.cluster, [...(groups.get(score.cluster) ?? []), score]);
  const sum = (members: readonly GapScore[], of: (score: GapScore) => number): number =>
    members.reduce((total, member) => total + of(member), 0);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({
      count: members.length,
      policy: (members[0]?.policy ?? []).map((_, at) => sum(members, (member) => member.policy[at] ?? NaN)),
      single: sum(members, (member) => member.single),
      reference: sum(members, (member) => member.reference),
    }));
}

function mean(clusters: readonly Cluster[], of: (cluster: Cluster) => number): number {
  let sum = 0;
  let count = 0;
  for (const cluster of clusters) {
    sum += of(cluster);
    count += cluster.count;
  }
  return sum / count;
}
