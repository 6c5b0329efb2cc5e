/** @module Checks how the steps of a solver depend on each other: an acyclic graph in which everything leads to the output. */
import { partsOf } from './expand-solver.js';
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';
import { touches } from './salvage.js';
import { faultsOfOrder } from './step-order.js';

interface Step {
  readonly id: string;
  readonly needs: readonly string[];
  readonly images: readonly string[];
  readonly optional: boolean;
  readonly each: 'task' | 'image';
}

interface StepGraph {
  readonly steps: readonly Step[];
  readonly output?: string | undefined;
  readonly repair?: { readonly from: string; readonly check: string; readonly rounds: number } | undefined;
}

const SHAPE = ['id', 'needs', 'images', 'optional', 'each'];

/** Faults of ids, needs, images, output and repair, each at its line; of fields that are at fault already none. */
export function checkStepGraph(graph: StepGraph, source: Source, atFault: readonly FieldPath[]): readonly Fault[] {
  const { steps } = graph;
  const ids = steps.map((step) => step.id);
  const named = checkNames(graph, ids, source, atFault);
  const isWhole = !(
    ['output', 'repair'].some((field) => touches(atFault, [field])) ||
    steps.some((_, index) => SHAPE.some((field) => touches(atFault, ['steps', index, field])))
  );
  // What follows needs names that are known and an order that holds.
  if (named.length > 0 || !isWhole) return named;
  return [...checkOutput(graph, source), ...checkRepair(graph, source), ...checkUse(graph, source)];
}

function checkNames(
  { steps, output, repair }: StepGraph,
  ids: readonly string[],
  source: Source,
  atFault: readonly FieldPath[],
): readonly Fault[] {
  const faults: Fault[] = [];
  const isAtFault = (path: FieldPath): boolean => touches(atFault, path);
  const add = (path: FieldPath, message: string): void => {
    if (!isAtFault(path)) faults.push(faultAt(source, path, message));
  };
  // One that should have another name may be meant.
  const isUnknown = steps.some((_, index) => isAtFault(['steps', index, 'id']));
  for (const [index, step] of steps.entries()) {
    if (ids.indexOf(step.id) < index)
      add(['steps', index, 'id'], `"${step.id}" is used twice, give each step its own id`);
    for (const [at, need] of step.needs.entries()) {
      if (!isUnknown && !ids.includes(need))
        add(['steps', index, 'needs', at], `names the unknown step "${need}", use one of ${ids.join(', ')}`);
    }
    for (const [at, image] of step.images.entries()) {
      if (image === 'task' || step.needs.includes(image) || isAtFault(['steps', index, 'needs'])) continue;
      const message = `takes images of "${image}", which is not in the step's needs, add it there or use task`;
      add(['steps', index, 'images', at], message);
    }
  }
  // Of two steps with one id it can't be told which is needed.
  const order = new Set(ids).size === ids.length ? faultsOfOrder(steps) : [];
  for (const { index, at, message } of order) add(['steps', index, 'needs', at], message);
  const targets = { output, 'repair.from': repair?.from, 'repair.check': repair?.check };
  for (const [field, id] of Object.entries(targets)) {
    if (id !== undefined && !ids.includes(id) && !isUnknown)
      add(field.split('.'), `names the unknown step "${id}", use one of ${ids.join(', ')}`);
  }
  return faults;
}

function checkOutput(graph: StepGraph, source: Source): readonly Fault[] {
  const index = outputIndex(graph);
  if (graph.steps[index]?.optional !== true) return [];
  return [faultAt(source, ['steps', index, 'optional'], "can't be true for the output of the solver, remove it")];
}

function checkRepair(graph: StepGraph, source: Source): readonly Fault[] {
  const { steps, repair } = graph;
  if (repair === undefined) return [];
  const { repeated } = partsOf({ steps, repair });
  if (repeated.length < 2)
    return [faultAt(source, ['repair', 'check'], `does not depend on "${repair.from}", let it need that step`)];
  return steps.flatMap((step, index) => {
    if (!repeated.includes(step)) return [];
    const why = `"${step.id}" is repeated by the repair`;
    return [
      ...(step.optional ? [faultAt(source, ['steps', index, 'optional'], `can't be true, since ${why}`)] : []),
      ...(step.each === 'image' ? [faultAt(source, ['steps', index, 'each'], `can't be image, since ${why}`)] : []),
    ];
  });
}

/** Every step must lead to the output, or to the check of the repair. */
function checkUse(graph: StepGraph, source: Source): readonly Fault[] {
  const { steps, repair } = graph;
  const used = new Set<string>();
  const queue = [steps[outputIndex(graph)]?.id ?? '', ...(repair === undefined ? [] : [repair.check])];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    queue.push(...(steps.find((step) => step.id === id)?.needs ?? []));
  }
  return steps.flatMap((step, index) => {
    if (used.has(step.id)) return [];
    const message = `"${step.id}" is of no use to the output, let a later step need it or remove it`;
    return [faultAt(source, ['steps', index, 'id'], message)];
  });
}

function outputIndex({ steps, output }: StepGraph): number {
  return output === undefined ? steps.length - 1 : steps.findIndex((step) => step.id === output);
}
