/** @module Ids of rollouts, which are their workflow ids: made from what is asked, so that asking again finds the same one. */
import type { RolloutInput, Task } from '../../domain/task.js';
import { hashJson } from '../../store/hash.js';

export interface RolloutIdOptions {
  /** What the id begins with; default `rollout`. */
  readonly prefix?: string;
  /** Content hashes of the images, in order; without them their paths or data URLs count. */
  readonly images?: readonly string[];
  /** Hash of the registry, if another registry is to make another rollout. */
  readonly registry?: string;
}

/** `<prefix>-<16 hex digits>`: the same for the same task, policy, limits, seed and sample, whenever and wherever it is asked. */
export function rolloutId(
  input: RolloutInput,
  { prefix = 'rollout', images, registry = '' }: RolloutIdOptions = {},
): string {
  const { task, policy = 'keyword', prompt, limits = {}, on_outage = 'observe', seed = 0, sample = 0 } = input;
  const { suite = '', batch = '', cache = true, reward, check, training } = input;
  const asked = {
    policy,
    prompt,
    limits,
    on_outage,
    seed,
    sample,
    suite,
    batch,
    ...(cache ? {} : { cache }),
    reward,
    check,
    training,
  };
  const facts = { task: identityOf(task, images), ...asked, registry };
  return `${prefix}-${hashJson(facts).slice(0, 16)}`;
}

/**
 * `<run>-<task id>-<8 hex digits>`: readable in the Temporal UI, and another one when the task is edited.
 * @param suite is left out of task ids that begin with it, as the run's id does so already
 */
export function evalRolloutId(
  { run, suite, sample }: { readonly run: string; readonly suite: string; readonly sample: number },
  task: Task,
  images: readonly string[],
): string {
  const name = task.id.startsWith(`${suite}/`) ? task.id.slice(suite.length + 1) : task.id;
  return `${run}-${slug(name, 60)}-${hashJson({ task: identityOf(task, images), sample }).slice(0, 8)}`;
}

/** A text as part of an id or a file name: letters, digits, `.`, `_` and `-`. */
export function slug(text: string, length: number): string {
  const plain = text.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|-+$/g, '');
  return plain.slice(0, length) || 'x';
}

function identityOf(task: Task, images: readonly string[] | undefined): object {
  return { ...task, images: images ?? task.images ?? [] };
}
