/** @module What `maestro train rollback` goes back along: checkpoints in the order in which they were put in use, as far as they still are. */
import { z } from 'zod';
import type { PromotionRow } from '../../store/learning-store.js';

const back = z.object({ back_from: z.string() });

/**
 * A promotion puts a checkpoint on top of those before it, going back takes the top one away: whoever goes back twice comes to what was
 * in use before both, and not to what was just left.
 * @param promotions newest first
 * @returns what is in use, then what was before it was promoted, and so on
 */
export function wayBack(promotions: readonly Pick<PromotionRow, 'checkpoint' | 'evidence'>[]): readonly string[] {
  return promotions.reduceRight<readonly string[]>((way, { checkpoint, evidence }) => {
    if (!back.safeParse(evidence).success) return way[0] === checkpoint ? way : [checkpoint, ...way];
    const place = way.indexOf(checkpoint, 1);
    // It is not on the way: rows of a version that went back to what it had just left.
    return place < 0 ? [checkpoint, ...way.slice(1)] : way.slice(place);
  }, []);
}
