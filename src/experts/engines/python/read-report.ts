/** @module What an interpreter process reports of a program, read with suspicion: the program may have written it. */
import { z } from 'zod';
import type { ProgramResult } from '../sandbox/program.js';
import { MEMORY_BYTES } from './messages.js';

const reportSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.string() }),
  z.object({
    ok: z.literal(false),
    kind: z.enum(['threw', 'memory', 'exit']),
    phase: z.enum(['program', 'tests']),
    reason: z.string(),
  }),
]);
type Report = z.infer<typeof reportSchema>;

interface Output {
  readonly text: string;
  readonly truncated: boolean;
}

/** Characters of a value that are kept. */
const MAX_VALUE = 64 * 1024;
const OUT_OF_MEMORY = `The program needs more than ${MEMORY_BYTES / 1024 / 1024} MB of memory.`;
export const BROKEN = 'The program broke its interpreter: it used up memory or stack, or ended it.';

/** @param report JSON as the prelude writes it, or `deep`, `memory` or `broken` */
export function readReport(report: string, { text, truncated }: Output, hasTests: boolean): ProgramResult {
  if (report === 'deep') return { kind: 'failed', reason: 'The program nests or recurses too deeply.', printed: text };
  if (report === 'memory') return { kind: 'failed', reason: OUT_OF_MEMORY, printed: text };
  const read = parse(report);
  if (read === undefined) return { kind: 'failed', reason: BROKEN, printed: text };
  const ended = { kind: 'ended', printed: text, truncated } as const;
  if (read.ok) {
    const value = read.value.slice(0, MAX_VALUE);
    return { ...ended, value, truncated: truncated || value.length < read.value.length };
  }
  // Programs may end themselves; the tests must have run to their end.
  if (read.kind === 'exit' && read.reason === '0' && !hasTests) return { ...ended, value: '' };
  return { kind: 'failed', reason: reasonOf(read, hasTests), printed: text };
}

function parse(report: string): Report | undefined {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(report));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // `broken`, or something that the program put in the place of a report.
    return undefined;
  }
}

function reasonOf(report: Extract<Report, { ok: false }>, hasTests: boolean): string {
  const who = report.phase === 'tests' ? 'The tests' : 'The program';
  switch (report.kind) {
    case 'memory':
      return OUT_OF_MEMORY;
    case 'exit':
      return hasTests
        ? `${who} called exit before the tests were done.`
        : `${who} exited with status ${report.reason}.`;
    case 'threw':
      return `${report.phase === 'tests' ? 'The program failed its tests' : 'The program threw an error'}:\n${report.reason}`;
  }
}
