/**
 * @module The engine `diagrams`: writes the function that a diagram defines, from examples of grids and from graphs. It looks on threads
 * of its own and answers with Python in a fence.
 */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { abortReason } from '../../../threads/abort.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import { coloursIn } from './colour-names.js';
import type { LookJob, Seen } from './look.js';
import { readStub } from './stub.js';
import { writeGridRule } from './write-grid-rule.js';
import { writePlot } from './write-plot.js';
import type { Written } from './written.js';

const MAX_SIDE = 1000;

/**
 * Task `write-function`: the text holds the stub of a Python function, the first image is the diagram.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, bad image), EXPERT_UNAVAILABLE
 */
export function createDiagramsEngine(): Engine {
  const pool = createThreadPool<LookJob, Seen>({ worker: 'experts/engines/diagrams/look', threads: 2, heapMb: 512 });
  return { call: (request) => call(request, pool), close: () => pool.close() };
}

async function call(
  { task, text, images, signal }: ExpertRequest,
  pool: ThreadPool<LookJob, Seen>,
): Promise<ExpertReply> {
  if (task !== 'write-function') throw unknownTask('diagrams', task);
  if (signal.aborted) throw abortReason(signal);
  const stub = readStub(text);
  if (stub === undefined) return cannotReply('The question gives no Python function of one parameter to write.');
  const colours = coloursIn(text);
  const isPlot = colours === undefined && /\b(?:graph|plot|curve)\b/i.test(text);
  if (colours === undefined && !isPlot)
    return cannotReply('The diagram is neither grids of coloured cells nor the graph of a function.');
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to look at.');
  const { width, height, data } = await decodeImage(bytes, MAX_SIDE);
  const seen = await pool.run({ kind: isPlot ? 'plot' : 'grids', raster: { width, height, data } }, signal);
  if ('reason' in seen) return cannotReply(seen.reason);
  const written: Written =
    'samples' in seen ? writePlot(seen, stub) : writeGridRule(seen.grids, colours ?? new Map<string, number>(), stub);
  if (written.kind === 'cannot') return cannotReply(written.reason);
  return answerReply({
    text: `\`\`\`python\n${written.code}\n\`\`\``,
    confidence: Math.min(1, Math.max(0, written.confidence)),
    data: { rule: written.rule },
  });
}
