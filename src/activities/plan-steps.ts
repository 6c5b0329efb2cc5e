/** @module A solver's steps with the model that serves each, its queue and its limits. */
import type { Model, RegistrySnapshot, Solver, StepKind } from '../domain/registry.js';
import type { CallOptions } from '../domain/task.js';
import type { PlannedStep } from '../domain/trajectory.js';
import { serviceOfStep } from '../skills/step-schema.js';
import { modelQueue, WORKFLOW_QUEUE } from '../temporal/settings.js';

/** The steps, or a note of the service that is missing or unavailable. */
export function planSteps(
  snapshot: RegistrySnapshot,
  solver: Solver,
  pairModel: Model,
): { readonly steps: readonly PlannedStep[] } | { readonly note: string } {
  const steps: PlannedStep[] = [];
  for (const step of solver.steps) {
    const model = modelOfStep(snapshot, step.kind, pairModel);
    if (model === undefined)
      return { note: `${solver.id} needs the service "${step.kind}", which the registry lacks.` };
    if (model.unavailable !== '') return { note: `${solver.id} needs ${model.id}: ${model.unavailable}.` };
    steps.push({ id: step.id, kind: step.kind, model: model.id, needs: step.needs, call: callOptionsOf(model) });
  }
  return { steps };
}

/** Which model a step calls: the pair's own, or the one behind the service that the step names. */
export function modelOfStep(snapshot: RegistrySnapshot, kind: StepKind, pairModel: Model): Model | undefined {
  const service = serviceOfStep(kind);
  if (service === undefined) return pairModel;
  const entry = snapshot.services.find((candidate) => candidate.kind === service);
  return snapshot.models.find((model) => model.id === entry?.model);
}

function callOptionsOf(model: Model): CallOptions {
  const quick = model.provider === 'engine' && model.quick;
  return {
    quick,
    queue: quick ? WORKFLOW_QUEUE : modelQueue(model.id),
    timeoutMs: model.timeoutMs,
    maxAttempts: model.maxAttempts,
  };
}
