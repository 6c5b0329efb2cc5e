/**
 * @module The steps of a solver as they are planned for a task: once for each image where the solver says so, and again for each
 * repair round, which is only run when it is needed. Pure: planning and running a step come to the same.
 */
import type { Repair, Solver, SolverStep } from '../domain/registry.js';
import { imageStepId, roundStepId } from '../domain/step-id.js';

/** Planned steps that `steps.<id>` is made of: the latest of repair rounds, or one for each image. */
export interface StepSource {
  readonly ids: readonly string[];
  readonly each: boolean;
}

export interface ExpandedStep {
  readonly id: string;
  readonly step: SolverStep;
  /** Which image of the task it is for, from 0; undefined: all of them. */
  readonly image: number | undefined;
  /** By the ids of the solver's steps that it needs. */
  readonly sources: Readonly<Record<string, StepSource>>;
  /** What `previous.<id>` is made of; undefined in a first round. Only of repeated steps. */
  readonly previous: Readonly<Record<string, string | undefined>>;
  /** The check of the round before. */
  readonly unless: string | undefined;
}

/** In an order in which every step follows those that it needs. */
export function expandSolver(solver: Solver, images: number): readonly ExpandedStep[] {
  const { before, repeated, behind } = partsOf(solver);
  const rounds = numbers(1, 1 + (solver.repair?.rounds ?? 0));
  const once = (step: SolverStep): readonly ExpandedStep[] => {
    const ids = step.each === 'image' ? numbers(0, images - 1) : [undefined];
    return ids.map((image) => ({
      id: image === undefined ? step.id : imageStepId(step.id, image, images),
      step,
      image,
      sources: sourcesOf(step, image, rounds),
      previous: {},
      unless: undefined,
    }));
  };
  const again = (step: SolverStep, round: number): ExpandedStep => ({
    id: roundStepId(step.id, round),
    step,
    image: undefined,
    sources: sourcesOf(step, undefined, [round]),
    previous: Object.fromEntries(repeated.map(({ id }) => [id, round === 1 ? undefined : roundStepId(id, round - 1)])),
    unless: round === 1 || solver.repair === undefined ? undefined : roundStepId(solver.repair.check, round - 1),
  });
  return [
    ...before.flatMap(once),
    ...rounds.flatMap((round) => repeated.map((step) => again(step, round))),
    ...behind.flatMap(once),
  ];

  function sourcesOf(step: SolverStep, image: number | undefined, inRounds: readonly number[]) {
    return Object.fromEntries(step.needs.map((need) => [need, sourceOf(need, image, inRounds)]));
  }

  function sourceOf(need: string, image: number | undefined, inRounds: readonly number[]): StepSource {
    if (repeated.some((step) => step.id === need))
      return { ids: inRounds.map((round) => roundStepId(need, round)), each: false };
    if (solver.steps.find((step) => step.id === need)?.each !== 'image') return { ids: [need], each: false };
    const wanted = image === undefined ? numbers(0, images - 1) : [image];
    return { ids: wanted.map((index) => imageStepId(need, index, images)), each: image === undefined };
  }
}

/** The steps that a repair repeats, those on a way from `from` to `check`; what comes before them, and what uses them. */
export function partsOf<S extends Pick<SolverStep, 'id' | 'needs'>>({
  steps,
  repair,
}: {
  readonly steps: readonly S[];
  readonly repair: Repair | undefined;
}): { readonly before: readonly S[]; readonly repeated: readonly S[]; readonly behind: readonly S[] } {
  if (repair === undefined) return { before: steps, repeated: [], behind: [] };
  const fromOn = new Set([repair.from]);
  for (const { id, needs } of steps) if (needs.some((need) => fromOn.has(need))) fromOn.add(id);
  const upToCheck = new Set([repair.check]);
  for (const { id, needs } of [...steps].reverse())
    if (upToCheck.has(id)) for (const need of needs) upToCheck.add(need);
  const isRepeated = ({ id }: S): boolean => fromOn.has(id) && upToCheck.has(id);
  return {
    before: steps.filter((step) => !fromOn.has(step.id)),
    repeated: steps.filter(isRepeated),
    behind: steps.filter((step) => fromOn.has(step.id) && !isRepeated(step)),
  };
}

function numbers(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
