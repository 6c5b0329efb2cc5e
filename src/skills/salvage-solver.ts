/** @module The front matter of a solver's file, read as far as it is sound: a step at fault hides no fault of another. */
import type { Fault, FieldPath } from './fault.js';
import { isFields } from './layered.js';
import { salvage, type Salvaged } from './salvage.js';
import { solverSchema, type SolverFields } from './step-schema.js';
import type { YamlDocument } from './yaml-document.js';

/** Undefined, with faults, when there are no steps to speak of. */
export function salvageSolver({ value, source }: YamlDocument, faults: Fault[]): Salvaged<SolverFields> | undefined {
  const read = salvage(solverSchema, value, { source, at: [] }, standIn, faults);
  if (read === undefined) return undefined;
  const written = isFields(value) && Array.isArray(value['steps']) ? value['steps'] : [];
  const steps = read.value.steps.map((step, index) => {
    // A step with an id that may not be is known by it all the same.
    const raw: unknown = written[index];
    const id: unknown = isFields(raw) ? raw['id'] : undefined;
    return typeof id === 'string' ? { ...step, id } : step;
  });
  return { value: { ...read.value, steps }, atFault: read.atFault };
}

function standIn([field, index, within, ...deeper]: FieldPath): unknown {
  switch (field) {
    case 'summary':
    case 'when':
      return index === undefined ? 'x' : undefined;
    case 'route':
      return routeStandIn(index, within, deeper.length);
    case 'steps':
      if (deeper.length > 0 || index === undefined) return undefined;
      if (within === undefined) return { id: unread(index), kind: 'ask' };
      return within === 'id' ? unread(index) : within === 'kind' ? 'ask' : undefined;
    default:
      return undefined;
  }
}

/** A rule stays a rule, and words stay words. */
function routeStandIn(index: unknown, within: unknown, deeper: number): unknown {
  if (index === undefined) return [{ any: ['x'] }];
  if (within === undefined) return { any: ['x'] };
  return deeper > 0 ? 'x' : undefined;
}

function unread(index: string | number): string {
  return `unread_${index}`;
}
