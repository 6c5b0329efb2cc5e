/** @module What a call may use of earlier ones: their texts for its templates, their pictures for its request. */
import type { ImageRef } from '../domain/ref.js';
import type { StepSource } from '../skills/expand-solver.js';
import { joinItems, NO_ITEM, type StepItem, type StepResult } from '../skills/step-result.js';
import type { ReplyBody } from './bodies.js';
import type { Work } from './work.js';

/** Replies by planned step; those that failed, or were not needed, are not among them. */
export type Replies = ReadonlyMap<string, ReplyBody>;

/** The planned steps whose replies a call depends on, but for those that the workflow says have none. */
export function evidenceIds({ sources, previous }: Work, missing: readonly string[]): readonly string[] {
  const needed = Object.values(sources).flatMap((source) => source.ids.filter((id) => !missing.includes(id)));
  return [...new Set([...needed, ...Object.values(previous).filter((id) => id !== undefined)])];
}

export function stepResults({ sources }: Work, replies: Replies): Readonly<Record<string, StepResult>> {
  return Object.fromEntries(
    Object.entries(sources).map(([need, source]) => [need, joinItems(repliesOf(source, replies).map(itemOf))]),
  );
}

/** Texts are empty in a first round. */
export function previousResults({ previous }: Work, replies: Replies): Readonly<Record<string, StepItem>> {
  return Object.fromEntries(
    Object.entries(previous).map(([id, planned]) => [
      id,
      itemOf(planned === undefined ? undefined : replies.get(planned)),
    ]),
  );
}

/** In the order of the step's `images`. */
export function imagesFor(
  { step, image, sources }: Work,
  task: readonly ImageRef[],
  replies: Replies,
): readonly ImageRef[] {
  return step.images.flatMap((name) => {
    if (name === 'task') return image === undefined ? task : task.slice(image, image + 1);
    const source = sources[name];
    return source === undefined ? [] : repliesOf(source, replies).flatMap((reply) => reply?.images ?? []);
  });
}

/** One for each image, with gaps; else the latest there is, or nothing. */
function repliesOf({ ids, each }: StepSource, replies: Replies): readonly (ReplyBody | undefined)[] {
  const found = ids.map((id) => replies.get(id));
  return each ? found : [found.findLast((reply) => reply !== undefined)];
}

function itemOf(reply: ReplyBody | undefined): StepItem {
  if (reply === undefined) return NO_ITEM;
  return { text: reply.text, confidence: reply.confidence ?? undefined, data: reply.data };
}
