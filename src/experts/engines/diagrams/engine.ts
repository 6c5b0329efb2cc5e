/**
 * @module The engine `diagrams`: writes the function that a diagram defines (grids, graphs, flow charts, state machines, trees with a list,
 * and what containers hold). It looks on threads of its own, reads print by Tesseract, and answers with Python in a fence.
 */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { abortReason } from '../../../threads/abort.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import type { Raster } from '../raster/raster.js';
import { withoutNoise } from '../restore/noise.js';
import { createOcrPool, type OcrPool } from '../tesseract/ocr-pool.js';
import { coloursIn } from './colour-names.js';
import { writeContainer } from './containers/write.js';
import { kindOf } from './diagram-kind.js';
import { writeFlow } from './flow/write.js';
import type { LookJob, Seen } from './look.js';
import { lettersIn, writeMachine } from './machines/write.js';
import { readStub, type Stub } from './stub.js';
import { writeTree } from './trees/write.js';
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
  const ocr = createOcrPool(2);
  return {
    call: (request) => call(request, pool, ocr),
    close: async () => {
      await Promise.all([pool.close(), ocr.close()]);
    },
  };
}

async function call(
  { task, text, images, signal }: ExpertRequest,
  pool: ThreadPool<LookJob, Seen>,
  ocr: OcrPool,
): Promise<ExpertReply> {
  if (task !== 'write-function') throw unknownTask('diagrams', task);
  if (signal.aborted) throw abortReason(signal);
  const stub = readStub(text);
  if (stub === undefined) return cannotReply('The question gives no Python function of one parameter to write.');
  const kind = kindOf(text);
  if (kind === undefined)
    return cannotReply('The question does not say that the diagram is of a kind that is read here.');
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to look at.');
  const { width, height, data } = await decodeImage(bytes, MAX_SIDE);
  // Cells of grids are measured over areas, graphs by colour: only thin dark strokes need the noise out.
  const raw = { width, height, data };
  const raster = kind === 'grids' || kind === 'plot' ? raw : await withoutNoise(raw);
  const seen = await pool.run({ kind, raster }, signal);
  const written = await write(seen, { raster, text, stub, ocr, signal });
  if (written.kind === 'cannot') return cannotReply(written.reason);
  return answerReply({
    text: `\`\`\`python\n${written.code}\n\`\`\``,
    confidence: Math.min(1, Math.max(0, written.confidence)),
    data: { rule: written.rule },
  });
}

interface Context {
  readonly raster: Raster;
  readonly text: string;
  readonly stub: Stub;
  readonly ocr: OcrPool;
  readonly signal: AbortSignal;
}

function write(seen: Seen, { raster, text, stub, ocr, signal }: Context): Written | Promise<Written> {
  switch (seen.kind) {
    case 'cannot':
      return seen;
    case 'grids':
      return writeGridRule(seen.grids, coloursIn(text) ?? new Map<string, number>(), stub);
    case 'plot':
      return writePlot(seen, stub);
    case 'tree':
      return writeTree(raster, seen, stub, ocr, signal);
    case 'container':
      return writeContainer(raster, seen, stub, ocr, signal);
    case 'flow':
      return writeFlow(raster, seen, stub, ocr, signal);
    case 'machine':
      return writeMachine(raster, seen, lettersIn(text), stub, ocr, signal);
  }
}
