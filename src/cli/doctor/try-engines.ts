/** @module Asks each local engine something whose answer is known. */
import { renderPng } from '../../datasets/raster.js';
import { findSuite } from '../../datasets/suite.js';
import { messageOf } from '../../domain/errors.js';
import type { ExpertImage } from '../../domain/expert.js';
import { ENGINE_NAMES, type EngineName } from '../../domain/registry.js';
import { createEngines } from '../../experts/engines/index.js';
import { sha256 } from '../../store/hash.js';
import type { Finding } from './examine.js';

const TRY_MS = 30_000;
const HELLO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120"><rect width="400" height="120" fill="#fff"/>' +
  '<text x="40" y="85" font-family="Open Sans" font-size="72">HELLO</text></svg>';

export async function tryEngines(): Promise<readonly Finding[]> {
  const engines = createEngines();
  try {
    const findings: Finding[] = [];
    for (const name of ENGINE_NAMES) findings.push(await tryEngine(engines, name));
    return findings;
  } finally {
    await engines.close();
  }
}

/** The engines do not look at their card. */
const CARD = {
  id: 'doctor',
  aliases: [],
  provider: 'engine',
  quick: true,
  strengths: '',
  whenToChoose: '',
  limits: '',
  modalities: ['text', 'image'],
  price: { inputPerMTok: 0, outputPerMTok: 0, perCall: 0 },
  concurrency: 1,
  timeoutMs: TRY_MS,
  maxAttempts: 1,
  skills: [],
  unavailable: '',
} as const;

async function tryEngine(engines: ReturnType<typeof createEngines>, name: EngineName): Promise<Finding> {
  const finding = `engine ${name}`;
  const { task, text, images, wanted } = trial(name);
  try {
    const reply = await engines.get(name).call({
      model: { ...CARD, engine: name },
      task,
      params: {},
      text,
      system: '',
      images,
      seed: 0,
      signal: AbortSignal.timeout(TRY_MS),
    });
    const said = reply.kind === 'answer' ? reply.text : `cannot: ${reply.reason}`;
    if (said.trim() === wanted)
      return { name: finding, state: 'ok', found: `answers ${JSON.stringify(wanted)}`, advice: '' };
    return {
      name: finding,
      state: 'bad',
      found: `says ${JSON.stringify(said.slice(0, 80))} where ${JSON.stringify(wanted)} is right`,
      advice: REINSTALL,
    };
  } catch (error) {
    return { name: finding, state: 'bad', found: messageOf(error), advice: REINSTALL };
  }
}

const REINSTALL = 'Install the packages again: remove node_modules and run npm start.';

function trial(name: EngineName): { task: string; text: string; images: readonly ExpertImage[]; wanted: string } {
  const suite = findSuite('blindtest');
  const picture = (family: string) => suite.item(suite.families.indexOf(family), 0);
  switch (name) {
    case 'raster': {
      const item = picture('nested-squares');
      return {
        task: 'nested-squares',
        text: item.question,
        images: [imageOf(item.image)],
        wanted: String(item.groundTruth),
      };
    }
    case 'tesseract':
      return { task: 'read', text: '', images: [imageOf(renderPng(HELLO))], wanted: 'HELLO' };
    case 'algebra':
      return { task: 'solve', text: 'What is 6 * 7?', images: [], wanted: '42' };
    case 'quickjs':
      return { task: 'run', text: '[1, 2, 3].map((x) => x * x).join(" ")', images: [], wanted: '1 4 9' };
  }
}

function imageOf(bytes: Uint8Array = new Uint8Array()): ExpertImage {
  // Sizes are only shown, never used.
  return { ref: { sha256: sha256(bytes), bytes: bytes.length, mime: 'image/png', width: 1, height: 1 }, bytes };
}
