/** @module The arms of an ablation, as registry overlays: which skills each model may still be paired with. */
import { MaestroError } from '../../domain/errors.js';
import { seededRandom } from '../../domain/random.js';
import { callablePairs, findByName, nearestNames, type RegistrySnapshot } from '../../domain/registry.js';
import { count } from '../format.js';

export interface AblationArm {
  /** `full`, `no-pool`, `no-skills`, `skills-4-2`: the second random subset of four skills. */
  readonly id: string;
  /** In the report. Arms with the same label are averaged. */
  readonly label: string;
  /** Skills that each model keeps, by model id; models that are not named keep theirs. */
  readonly skills: Readonly<Record<string, readonly string[]>>;
}

export interface AblationPlan {
  readonly arms: readonly AblationArm[];
  /** Arms that this registry does not allow, and why. */
  readonly left_out: readonly string[];
}

export interface AblationOptions {
  /** Which model is left when there is no pool; undefined: the one with the most skills. */
  readonly model: string | undefined;
  readonly sizes: readonly number[];
  /** Random nested subsets of skills: each size takes the first skills of the same order. */
  readonly subsets: number;
  readonly seed: number;
}

export const FULL = 'full registry';
/** The skill that asks a model the question as it is: what is left without skills. */
const NO_SKILL = 'Direct';

/** Models that lose all skills stay callable as services: what is taken away is the policy's choice, not a solver's tools. */
export function ablationPlan(snapshot: RegistrySnapshot, options: AblationOptions): AblationPlan {
  const pairs = callablePairs(snapshot).map(({ model, skill }) => ({ model: model.id, skill: skill.id }));
  const keep = (holds: (pair: { model: string; skill: string }) => boolean): AblationArm['skills'] =>
    Object.fromEntries(
      [...new Set(pairs.map(({ model }) => model))].map((model) => [
        model,
        pairs.filter((pair) => pair.model === model && holds(pair)).map(({ skill }) => skill),
      ]),
    );
  const skills = [...new Set(pairs.map(({ skill }) => skill))];
  const model = modelOf(snapshot, pairs, options.model);
  const arms: AblationArm[] = [
    { id: 'full', label: FULL, skills: {} },
    { id: 'no-pool', label: `no model pool (${model} only)`, skills: keep((pair) => pair.model === model) },
  ];
  const leftOut: string[] = [];
  if (skills.includes(NO_SKILL))
    arms.push({ id: 'no-skills', label: 'no skills', skills: keep(({ skill }) => skill === NO_SKILL) });
  else
    leftOut.push(
      'no skills: no model that can be called now answers without one (pairs with Direct need a model behind an endpoint).',
    );
  const orders = Array.from({ length: options.subsets }, (_, subset) =>
    seededRandom('ablation-skills', options.seed, subset).shuffle([...skills].sort()),
  );
  for (const size of options.sizes) {
    if (size >= skills.length) {
      leftOut.push(`${count(size, 'skill')}: only ${skills.length} can be called, which is the full registry.`);
      continue;
    }
    for (const [subset, order] of orders.entries()) {
      const chosen = new Set(order.slice(0, size));
      arms.push({
        id: `skills-${size}-${subset + 1}`,
        label: count(size, 'skill'),
        skills: keep(({ skill }) => chosen.has(skill)),
      });
    }
  }
  return { arms, left_out: leftOut };
}

function modelOf(
  { models }: RegistrySnapshot,
  pairs: readonly { readonly model: string }[],
  wanted: string | undefined,
): string {
  const counts = models.map(({ id }) => ({ id, pairs: pairs.filter(({ model }) => model === id).length }));
  if (wanted === undefined) return counts.reduce((best, each) => (each.pairs > best.pairs ? each : best)).id;
  const callable = models.filter(({ id }) => counts.some((each) => each.id === id && each.pairs > 0));
  const found = findByName(callable, wanted);
  if (found !== undefined) return found.id;
  throw new MaestroError(
    'NOT_FOUND',
    `--model: "${wanted.slice(0, 100)}" is no model that can be called now. Nearest: ${nearestNames(callable, wanted, 5).join(', ')}.`,
  );
}
