/** @module What the Python engine and its interpreter processes say to each other. */
import { z } from 'zod';

export const MEMORY_BYTES = 256 * 1024 * 1024;
/** Of what a program prints, this much is kept. */
export const PRINTED_BYTES = 64 * 1024;

/** To an interpreter: one line of JSON, then the bytes of the snapshot, unless it is in a file. */
export const jobSchema = z.object({ code: z.string(), tests: z.string().nullable(), snapshot: z.string().nullable() });
export type Job = z.infer<typeof jobSchema>;

/** From it: a line of JSON each. */
export const messageSchema = z.discriminatedUnion('kind', [
  /** The program begins now. */
  z.object({ kind: z.literal('ready') }),
  /** One character a byte. */
  z.object({ kind: z.literal('printed'), text: z.string() }),
  /** JSON of what the prelude reports, or a word for what broke: see `read-report.ts`. */
  z.object({ kind: z.literal('done'), report: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;
