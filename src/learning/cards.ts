/** @module What may be known of a pair before it is called: its card. Names only say which pair is meant; no feature reads them. */
import { usualCost, type Modality } from '../domain/model.js';
import { callablePairs, pairName, type RegistrySnapshot } from '../domain/registry.js';

export interface PairCard {
  /** Which pair an action calls. */
  readonly pair: string;
  /** Only compared with those of other pairs: the same one or another. */
  readonly model: string;
  readonly skill: string;
  /** What model and skill say they are good at. */
  readonly text: string;
  readonly keywords: readonly string[];
  readonly needsImage: boolean;
  readonly modalities: readonly Modality[];
  /** US dollars for a call of a usual size. */
  readonly costUsd: number;
  /** Null: not known. */
  readonly latencyMs: number | null;
  /** Input templates beside the question itself, see `fillInput`. */
  readonly inputs: readonly string[];
}

/** The cards of all pairs that may be called now. */
export function cardsOf(snapshot: RegistrySnapshot): readonly PairCard[] {
  return callablePairs(snapshot).map(({ model, skill }) => ({
    pair: pairName(model.id, skill.id),
    model: model.id,
    skill: skill.id,
    text: [model.strengths, model.whenToChoose, skill.summary, skill.whenToUse, ...skill.keywords].join('\n'),
    keywords: skill.keywords,
    needsImage: skill.needsImage,
    modalities: model.modalities,
    costUsd: usualCost(model),
    latencyMs: model.latency?.p50Ms ?? null,
    inputs: skill.inputs ?? [],
  }));
}
