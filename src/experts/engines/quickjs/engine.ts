/** @module The engine `quickjs`: runs JavaScript that is given in the text, in a sandbox on a thread of its own. */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import type { JsonValue } from '../../../domain/ref.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import { createSlots, type Slots } from '../../../threads/slots.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import type { Program, ProgramResult } from './run-program.js';

const DEFAULT_TIMEOUT_MS = 300;
const MAX_TIMEOUT_MS = 2000;
/** QuickJS ends a program itself; should it ever fail to, its thread is ended this much later (start of the thread included). */
const GRACE_MS = 2000;
const MAX_CODE = 100_000;

/**
 * Task `run`. The text is the program, or holds it in a fenced block. The reply is what it printed, then the value of its last
 * expression. A program that throws, never ends or takes too much memory is answered with `cannot` and the reason.
 * `params.timeoutMs`: up to 2000, default 300.
 */
export function createQuickJsEngine(): Engine {
  const pool = createThreadPool<Program, ProgramResult>({
    worker: 'experts/engines/quickjs/worker',
    threads: 1,
    heapMb: 256,
  });
  // One at a time: the time of a program must not be spent waiting for another's.
  const slots = createSlots(1);
  return { call: (request) => call(request, pool, slots), close: () => pool.close() };
}

async function call(
  request: ExpertRequest,
  pool: ThreadPool<Program, ProgramResult>,
  slots: Slots,
): Promise<ExpertReply> {
  if (request.task !== 'run') throw unknownTask('quickjs', request.task);
  const code = programIn(request.text);
  if (code === '') return cannotReply('There is no program to run: give JavaScript, bare or in a fenced block.');
  if (code.length > MAX_CODE) return cannotReply(`The program is longer than ${MAX_CODE} characters.`);
  const result = await runWithin({ code, timeoutMs: timeoutIn(request.params.timeoutMs) }, pool, slots, request.signal);
  if (result.kind === 'failed') {
    const printed = result.printed === '' ? '' : ` Before that it printed: ${result.printed.slice(0, 2000)}`;
    return cannotReply(`${result.reason}${printed}`);
  }
  const text = [result.printed, result.value].filter((part) => part !== '').join('\n');
  if (text === '') return cannotReply('The program ended without printing anything and without a value.');
  return answerReply({
    text,
    confidence: 1,
    data: { value: result.value.slice(0, 2000), truncated: result.truncated },
  });
}

function timeoutIn(wanted: JsonValue | undefined): number {
  if (typeof wanted !== 'number' || Number.isNaN(wanted)) return DEFAULT_TIMEOUT_MS;
  return Math.min(MAX_TIMEOUT_MS, Math.max(1, wanted));
}

async function runWithin(
  program: Program,
  pool: ThreadPool<Program, ProgramResult>,
  slots: Slots,
  signal: AbortSignal,
): Promise<ProgramResult> {
  await slots.take(signal);
  const limit = AbortSignal.timeout(program.timeoutMs + GRACE_MS);
  try {
    return await pool.run(program, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    return { kind: 'failed', reason: `The program did not end within ${program.timeoutMs} ms.`, printed: '' };
  } finally {
    slots.give();
  }
}

/** The JavaScript in the text: its first fenced block that is not in another language, else all of it. */
export function programIn(text: string): string {
  for (const match of text.matchAll(/```([a-z]*)[^\n]*\n([\s\S]*?)(?:```|$)/gi)) {
    if (/^(?:|js|javascript|mjs|node|ts|typescript)$/i.test(match[1] ?? '')) return (match[2] ?? '').trim();
  }
  return text.includes('```') ? '' : text.trim();
}
