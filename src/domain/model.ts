/** @module The card of a model: what it is good at, what it takes, what it costs, and how it is to be called. */
import type { ImageMime, JsonValue } from './ref.js';

export type Modality = 'text' | 'image';

/** What a model's server takes; held against a request before it is sent. */
export interface ImageLimits {
  readonly maxCount: number;
  /** Of one image, as stored. */
  readonly maxBytes: number;
  /** Pixels, of the longer side. */
  readonly maxSide: number;
  readonly formats: readonly ImageMime[];
}

/** How long a call typically takes, milliseconds. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

interface ModelCommon {
  /** What the policy writes before `@@`. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** One or two sentences: what it is good at, when to choose it, where it fails. */
  readonly strengths: string;
  readonly whenToChoose: string;
  readonly limits: string;
  readonly modalities: readonly Modality[];
  /** Tokens that prompt and reply may have together; undefined: not known. */
  readonly contextTokens: number | undefined;
  readonly images: ImageLimits;
  /** US dollars. */
  readonly price: { readonly inputPerMTok: number; readonly outputPerMTok: number; readonly perCall: number };
  /** Undefined: not known. */
  readonly latency: Latency | undefined;
  /** Licence of the weights or the engine; empty: not known. */
  readonly license: string;
  /** Which weights; part of the key of the call cache. Empty: not known. */
  readonly revision: string;
  /** Calls in flight: of an endpoint over all workers, of an engine in each process. */
  readonly concurrency: number;
  /** Calls that may begin within a minute, over all workers; undefined: no limit. */
  readonly ratePerMinute: number | undefined;
  /** One attempt, milliseconds. */
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  /** Bounds all attempts and fallbacks of one step together, milliseconds. */
  readonly deadlineMs: number;
  /** Is a second call made when the first takes longer than `latency.p95Ms`? Only with `latency`. */
  readonly hedge: boolean;
  /** Ids of the models that are called in its place when it can't be, in this order. */
  readonly fallbacks: readonly string[];
  /** Ids of the skills it may be paired with. */
  readonly skills: readonly string[];
  /** Why it can't be called now (no key, no address); empty when it can. */
  readonly unavailable: string;
}

export const ROLES = ['expert', 'policy', 'both', 'service'] as const;
/** `expert`: offered to the policy in pairs; `policy`: may be one; `service`: called by steps of solvers only. */
export type Role = (typeof ROLES)[number];

export const BOX_SPACES = ['pixel', 'per-mille', 'unit'] as const;
/** The space of the boxes that a model writes: pixels of the image as sent, 0-1000 or 0-1 of its sides. */
export type BoxSpace = (typeof BOX_SPACES)[number];

export const DETECTOR_VOCABULARIES = ['open', 'coco-80'] as const;
/** What a detector finds: whatever it is asked for, or best what it was trained on, the 80 classes of the COCO data set. */
export type DetectorVocabulary = (typeof DETECTOR_VOCABULARIES)[number];

/** A model behind an OpenAI-compatible endpoint. */
export interface EndpointModel extends ModelCommon {
  readonly provider: 'openai';
  readonly baseUrl: string;
  readonly servedName: string;
  /** Name of the environment variable that holds the key; empty: no key is sent. */
  readonly apiKeyEnv: string;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly maxOutputTokens: number;
  readonly role: Role;
  readonly boxes: BoxSpace;
  /** Left out: `open`. */
  readonly detects?: DetectorVocabulary;
  /** The port on which `vllm serve` offers it; undefined: not ours to serve. */
  readonly port: number | undefined;
  /** What `vllm serve` is given: a repository or a path; empty: not ours to serve. */
  readonly weights: string;
  readonly vllmArgs: readonly string[];
  /** May replies to deterministic calls (temperature 0) be served from the cache of calls? */
  readonly cache: boolean;
}

/** A local engine. `quick` ones answer in process within 50 ms and are called as local activities. */
export interface EngineModel extends ModelCommon {
  readonly provider: 'engine';
  readonly engine: EngineName;
  readonly quick: boolean;
  /** Settings of the engine that the parameters of a step lie over; absent: none. */
  readonly params?: { readonly [key: string]: JsonValue };
}

export const ENGINE_NAMES = [
  'tesseract',
  'raster',
  'closer',
  'charts',
  'geometry',
  'diagrams',
  'documents',
  'algebra',
  'quickjs',
  'python',
  'command',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
export type Model = EndpointModel | EngineModel;

/** What a model may be used as; an engine is an expert that services may use as well. */
export function roleOf(model: Model): Role {
  return model.provider === 'engine' ? 'expert' : model.role;
}

/** US dollars for a call of a usual size (1,000 tokens in, 300 out): only good for comparing models. */
export function usualCost(model: Pick<Model, 'price'>): number {
  const { perCall, inputPerMTok, outputPerMTok } = model.price;
  return perCall + (1_000 * inputPerMTok + 300 * outputPerMTok) / 1_000_000;
}
