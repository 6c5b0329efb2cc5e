/** @module Does a rollout's row say that our own side lost it? See `RolloutState`. */
import { z } from 'zod';
import type { JsonValue } from '../../domain/ref.js';

const lost = z.object({ own_fault: z.literal(true) });

export function isOwnFault(trajectory: JsonValue): boolean {
  return lost.safeParse(trajectory).success;
}
