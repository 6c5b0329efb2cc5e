/** @module Checks how the steps of a solver depend on each other: an acyclic graph in which everything leads to the last step. */
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';

interface Step {
  readonly id: string;
  readonly needs: readonly string[];
  readonly images: readonly string[];
}

/** Faults of ids, needs and images, each at its line. */
export function checkStepGraph(steps: readonly Step[], source: Source): readonly Fault[] {
  const faults: Fault[] = [];
  const ids = steps.map((step) => step.id);
  const add = (path: FieldPath, message: string): void =>
    void faults.push(faultAt(source, ['steps', ...path], message));
  for (const [index, step] of steps.entries()) {
    if (ids.indexOf(step.id) < index) add([index, 'id'], `"${step.id}" is used twice, give each step its own id`);
    for (const [at, need] of step.needs.entries()) {
      const position = ids.indexOf(need);
      if (position < 0) add([index, 'needs', at], `names the unknown step "${need}", use one of ${ids.join(', ')}`);
      else if (position >= index) {
        const cycle = findCycle(steps, step.id);
        add(
          [index, 'needs', at],
          cycle === undefined
            ? `names the later step "${need}", move that step before this one`
            : `closes the cycle ${cycle.join(' -> ')}, remove one of these needs`,
        );
      }
    }
    for (const [at, image] of step.images.entries()) {
      if (image !== 'task' && !step.needs.includes(image)) {
        add(
          [index, 'images', at],
          `takes images of "${image}", which is not in the step's needs, add it there or use task`,
        );
      }
    }
  }
  const used = usedSteps(steps);
  for (const [index, step] of steps.entries()) {
    if (!used.has(step.id))
      add([index, 'id'], `"${step.id}" is of no use to the last step, let a later step need it or remove it`);
  }
  return faults;
}

/** The ids on a way from a step back to itself, if there is one. */
function findCycle(steps: readonly Step[], start: string): readonly string[] | undefined {
  const visited = new Set<string>();
  const walk = (id: string, trail: readonly string[]): readonly string[] | undefined => {
    for (const need of steps.find((step) => step.id === id)?.needs ?? []) {
      if (need === start) return [...trail, need];
      if (visited.has(need)) continue;
      visited.add(need);
      const found = walk(need, [...trail, need]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}

/** The last step and all that it needs, directly or not. */
function usedSteps(steps: readonly Step[]): ReadonlySet<string> {
  const used = new Set<string>();
  const queue = steps.slice(-1).map((step) => step.id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    queue.push(...(steps.find((step) => step.id === id)?.needs ?? []));
  }
  return used;
}
