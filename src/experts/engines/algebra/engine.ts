/** @module The engine `algebra`: arithmetic, equations, units and short word problems, exactly, on a thread of its own. */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import { createSlots, type Slots } from '../../../threads/slots.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { processorTime } from '../../../threads/time-limit.js';
import type { Solution } from './solution.js';

const MAX_QUESTION = 4000;
/** Of the processor's time. Longer than any question it understands takes; a question made to keep it busy ends here. */
const MAX_MS = 2000;

/**
 * Task `solve`: the text is the question. `cannot` when it is not understood; never a guess.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task), EXPERT_UNAVAILABLE
 */
export function createAlgebraEngine(): Engine {
  const pool = createThreadPool<{ question: string }, Solution>({
    worker: 'experts/engines/algebra/worker',
    threads: 1,
    heapMb: 256,
  });
  // One at a time: the time of a question must not be spent waiting for another's.
  const slots = createSlots(1);
  return { call: (request) => call(request, pool, slots), close: () => pool.close() };
}

async function call(
  { task, text, signal }: ExpertRequest,
  pool: ThreadPool<{ question: string }, Solution>,
  slots: Slots,
): Promise<ExpertReply> {
  if (task !== 'solve') throw unknownTask('algebra', task);
  const question = text.trim();
  if (question === '') return cannotReply('There is no question.');
  if (question.length > MAX_QUESTION) return cannotReply(`The question is longer than ${MAX_QUESTION} characters.`);
  await slots.take(signal);
  const limit = processorTime(MAX_MS);
  try {
    const solution = await pool.run({ question }, AbortSignal.any([signal, limit.signal]));
    if (solution.kind === 'cannot') return cannotReply(solution.reason);
    return answerReply({
      text: solution.text,
      confidence: solution.confidence,
      data: { method: solution.method, ...solution.data },
    });
  } catch (error) {
    if (limit.signal.aborted && !signal.aborted) return cannotReply('The calculation takes too long.');
    throw error;
  } finally {
    limit.clear();
    slots.give();
  }
}
