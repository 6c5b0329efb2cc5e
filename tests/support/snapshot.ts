/** @module Small registry snapshots for tests, built by hand. */
import { IMAGE_MIMES } from '../../src/domain/ref.js';
import type { EndpointModel, EngineModel, RegistrySnapshot, Skill } from '../../src/domain/registry.js';

const COMMON = {
  aliases: [],
  strengths: 'Good at its task.',
  whenToChoose: 'When its task comes up.',
  limits: '',
  contextTokens: undefined,
  images: { maxCount: 32, maxBytes: 20 * 1024 * 1024, maxSide: 16_384, formats: IMAGE_MIMES },
  price: { inputPerMTok: 0, outputPerMTok: 0, perCall: 0 },
  latency: undefined,
  license: '',
  revision: '',
  concurrency: 2,
  ratePerMinute: undefined,
  timeoutMs: 20_000,
  maxAttempts: 3,
  deadlineMs: 60_000,
  hedge: false,
  fallbacks: [],
  skills: [],
  unavailable: '',
} as const;

export function engineModel(id: string, fields: Partial<EngineModel> = {}): EngineModel {
  return { ...COMMON, id, provider: 'engine', engine: 'raster', quick: true, modalities: ['text', 'image'], ...fields };
}

export function endpointModel(id: string, baseUrl: string, fields: Partial<EndpointModel> = {}): EndpointModel {
  return {
    ...COMMON,
    id,
    provider: 'openai',
    baseUrl,
    servedName: `served-${id}`,
    apiKeyEnv: '',
    temperature: undefined,
    topP: undefined,
    maxOutputTokens: 512,
    role: 'both',
    boxes: 'pixel',
    port: undefined,
    weights: '',
    vllmArgs: [],
    cache: true,
    modalities: ['text', 'image'],
    ...fields,
  };
}

export function skill(id: string, fields: Partial<Skill> = {}): Skill {
  return {
    id,
    aliases: [],
    summary: `${id} in short.`,
    whenToUse: `Questions about ${id}.`,
    limits: '',
    keywords: [],
    needsImage: false,
    router: { kind: 'keyword', rules: [], fallback: 'plain' },
    solvers: [],
    ...fields,
  };
}

/** Four local pairs and one hosted one: two skills on images, two on text. */
export function smallSnapshot(extra: Partial<RegistrySnapshot> = {}): RegistrySnapshot {
  return {
    version: 1,
    models: [
      engineModel('Raster', { modalities: ['image'], skills: ['Diagram'], aliases: ['raster geometry'] }),
      engineModel('Tesseract', { engine: 'tesseract', modalities: ['image'], skills: ['OCR', 'Diagram'] }),
      engineModel('Algebra', { engine: 'algebra', modalities: ['text'], skills: ['Maths'] }),
      engineModel('QuickJS', { engine: 'quickjs', modalities: ['text'], skills: ['Code'] }),
    ],
    services: [],
    skills: [
      skill('Diagram', { needsImage: true, keywords: ['circles', 'lines intersect', 'how many'] }),
      skill('OCR', { needsImage: true, keywords: ['text', 'letter', 'read'] }),
      skill('Maths', { keywords: ['solve', 'sum', 'equation', '+'] }),
      skill('Code', { keywords: ['code', 'program'] }),
    ],
    ...extra,
  };
}
