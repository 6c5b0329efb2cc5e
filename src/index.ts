/**
 * @module The public surface: what another program needs to submit rollouts and to read their results. Any new export
 * here becomes public API. Loads no worker, engine, store or native module.
 */
export { rolloutId, type RolloutIdOptions } from './cli/rollout/rollout-id.js';
export {
  startRollout,
  type RolloutHandle,
  type StartedRollout,
  type StartOptions,
} from './cli/rollout/start-rollout.js';
export { ERROR_CODES, MaestroError, type ErrorCode } from './domain/errors.js';
export type { AnswerCheckInput, PersonsVerdict } from './domain/answer-check.js';
export type { LimitsInput, RolloutInput, Task } from './domain/task.js';
export { OUTCOMES, type Outcome, type RolloutResult } from './domain/trajectory.js';
export { failureCode, type FailureCode } from './temporal/failures.js';
export { SEARCH_ATTRIBUTES } from './temporal/search-attributes.js';
export { WORKFLOW_QUEUE } from './temporal/settings.js';
export { rolloutWorkflow } from './workflows/index.js';
export { abortSignal, reviewSignal, stateQuery } from './workflows/rollout.js';
export type { RolloutView } from './workflows/rollout-view.js';
