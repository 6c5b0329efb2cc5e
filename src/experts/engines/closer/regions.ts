/** @module The regions in what the task `coloured-regions` found, read at the border of a thread. */
import { z } from 'zod';
import type { JsonValue } from '../../../domain/ref.js';

const schema = z.object({
  regions: z.array(
    z.object({ color: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  ),
});

export type Region = z.infer<typeof schema>['regions'][number];

/** Throws ZodError for anything else: then the task is at fault. */
export function regionsOf(data: { readonly [key: string]: JsonValue }): readonly Region[] {
  return schema.parse(data).regions;
}
