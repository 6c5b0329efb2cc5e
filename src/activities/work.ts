/** @module One call that a rollout may make: a step of a solver, or the question of a router, with the model that is asked. */
import type { CallOptions } from '../domain/task.js';
import type { Model } from '../domain/registry.js';
import type { PlannedStep } from '../domain/trajectory.js';
import type { ExpandedStep } from '../skills/expand-solver.js';
import type { TemplateScope } from '../skills/template.js';
import { modelQueue, WORKFLOW_QUEUE } from '../temporal/settings.js';

export interface Work extends ExpandedStep {
  readonly model: Model;
  /** The text of the request. */
  readonly prompt: (scope: TemplateScope) => string;
}

/** The call as the workflow knows it. */
export function plannedStep({ id, model, sources, step, unless }: Work): PlannedStep {
  const needs = Object.values(sources).flatMap((source) => source.ids);
  return {
    id,
    model: model.id,
    needs: [...new Set(needs)],
    ...(step.optional ? { optional: true } : {}),
    ...(unless === undefined ? {} : { unless }),
  };
}

export function callOptionsOf(model: Model): CallOptions {
  const quick = model.provider === 'engine' && model.quick;
  return {
    quick,
    queue: quick ? WORKFLOW_QUEUE : modelQueue(model.id),
    timeoutMs: model.timeoutMs,
    maxAttempts: model.maxAttempts,
  };
}
