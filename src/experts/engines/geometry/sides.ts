/** @module On which side of a line points are, as it is seen. */
import type { Knowledge, Pair } from './knowledge.js';

/** Are the two points on one side of the line? Undefined where one was not seen, or is on the line itself. */
export function areOnOneSide(places: Knowledge['places'], [a, b]: Pair, points: Pair): boolean | undefined {
  const [from, to] = [places.get(a), places.get(b)];
  const [one, other] = points.map((name) => {
    const point = places.get(name);
    if (from === undefined || to === undefined || point === undefined) return 0;
    return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
  });
  const product = (one ?? 0) * (other ?? 0);
  return product === 0 ? undefined : product > 0;
}
