/**
 * @module The engine `closer`: finds small coloured plates in a large picture, cuts each out at its full size and reads it. It works on
 * threads: sharp's for cutting, the raster worker's for looking, Tesseract's for reading.
 */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { abortReason } from '../../../threads/abort.js';
import { createThreadPool } from '../../../threads/thread-pool.js';
import { decodeImage, decoding, encodePng, openImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import type { Finding } from '../raster/raster.js';
import type { RasterJob } from '../raster/worker.js';
import { createOcrPool, type OcrPool } from '../tesseract/ocr-pool.js';
import { chooseOption, readPlateQuestion, type ReadPlate } from './plate-question.js';
import { regionsOf, type Region } from './regions.js';

/** The side at which plates are looked for. */
const LOOK_SIDE = 1920;
/** The side at which everything is read without zoom: what models commonly take. */
const GLANCE_SIDE = 1024;
/** Height of a plate as Tesseract is given it. */
const READ_HEIGHT = 120;
const MOST_PLATES = 8;
/** Of the largest region; the holes of its letters are smaller. */
const SPECK_SHARE = 0.2;
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * Task `read-plates`. `params.zoom: false` reads the plates in the picture scaled down to 1024 pixels, as whoever sees it whole does.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, bad image), EXPERT_UNAVAILABLE
 */
export function createCloserEngine(): Engine {
  const looks = createThreadPool<RasterJob, Finding>({
    worker: 'experts/engines/raster/worker',
    threads: 1,
    heapMb: 512,
  });
  const ocr = createOcrPool(1);
  return {
    call: (request) => call(request, (job, signal) => looks.run(job, signal), ocr),
    close: async () => {
      await Promise.all([looks.close(), ocr.close()]);
    },
  };
}

async function call(
  { task, params, text, images, signal }: ExpertRequest,
  look: (job: RasterJob, signal: AbortSignal) => Promise<Finding>,
  ocr: OcrPool,
): Promise<ExpertReply> {
  if (task !== 'read-plates') throw unknownTask('closer', task);
  if (signal.aborted) throw abortReason(signal);
  const original = images[0]?.bytes;
  if (original === undefined) return cannotReply('There is no picture to look at.');
  const question = readPlateQuestion(text);
  if (question === undefined) return cannotReply('The question is not about what plates of a colour say.');
  const zooms = params['zoom'] !== false;
  const bytes = zooms ? original : await encodePng(await decodeImage(original, GLANCE_SIDE));
  const { scale, ...raster } = await decodeImage(bytes, LOOK_SIDE);
  const finding = await look({ task: 'coloured-regions', raster, question: { text: '', params: {} } }, signal);
  if (finding.kind === 'cannot') return cannotReply(finding.reason);
  const wanted = regionsOf(finding.data).filter(({ color }) => question.kind === 'largest' || color === question.color);
  const largest = Math.max(...wanted.map(({ width, height }) => width * height));
  const plates: ReadPlate[] = [];
  for (const region of wanted
    .filter(({ width, height }) => width * height > SPECK_SHARE * largest)
    .slice(0, MOST_PLATES)) {
    const read = await readPlate(bytes, region, scale, ocr, signal);
    if (read !== undefined) plates.push(read);
  }
  const choice = chooseOption(question, plates);
  if (choice.kind === 'cannot') return cannotReply(choice.reason);
  const data = plates.map(({ color, text: said, confidence }) => ({ color, text: said, confidence }));
  return answerReply({ text: choice.letter, confidence: choice.confidence, data: { plates: data } });
}

/** What the region says; undefined when it says nothing. */
async function readPlate(
  bytes: Uint8Array,
  region: Region,
  scale: number,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<ReadPlate | undefined> {
  const image = await openImage(bytes);
  const { autoOrient: size } = await decoding(image.metadata());
  const left = Math.max(0, Math.floor(region.x / scale));
  const top = Math.max(0, Math.floor(region.y / scale));
  const width = Math.min(size.width - left, Math.ceil(region.width / scale));
  const height = Math.min(size.height - top, Math.ceil(region.height / scale));
  const png = await decoding(
    image
      .autoOrient()
      .extract({ left, top, width, height })
      .resize({ height: READ_HEIGHT, kernel: 'cubic' })
      .removeAlpha()
      .greyscale()
      .negate({ alpha: false })
      .normalise()
      .extend({ top: 20, bottom: 20, left: 20, right: 20, background: '#ffffff' })
      .png()
      .toBuffer(),
  );
  const page = await ocr.recognize({ image: new Uint8Array(png), layout: 'line', whitelist: CHARACTERS }, signal);
  const text = page.text.replace(/\s/g, '');
  return text === ''
    ? undefined
    : { color: region.color, text, confidence: Math.min(1, Math.max(0, page.confidence / 100)) };
}
