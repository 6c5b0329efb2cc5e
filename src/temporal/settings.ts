/** @module What everyone must agree on about Temporal: versions, namespace, names of task queues, times. */

/** The Temporal CLI of this project; `tools/temporal/go.mod` and `docker-compose.yml` name the same. */
export const TEMPORAL_CLI_VERSION = '1.8.2';
/** The server inside that CLI. */
export const TEMPORAL_SERVER_VERSION = '1.31.2';
/** The web interface inside that CLI. */
export const TEMPORAL_UI_VERSION = '2.50.1';

export const NAMESPACE = 'default';
/** How long closed workflows stay readable on the embedded server, in days. */
export const RETENTION_DAYS = 30;

/** Workflows, local activities and the quick regular ones. */
export const WORKFLOW_QUEUE = 'maestro';
/** Decisions of policies that leave the process. */
export const POLICY_QUEUE = 'maestro-policy';
/** Updates of the embedded policy. A run may name another queue, which a trainer in another process and language serves. */
export const TRAINER_QUEUE = 'maestro-trainer';

/** The task queue of the calls of one model, so that each model has its own slots and no model can starve another. */
export function modelQueue(modelId: string): string {
  return `maestro-model-${modelId}`;
}

/** How often a running activity reports that it lives, in milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 2_000;
/**
 * `maxHeartbeatThrottleInterval` of every worker, in milliseconds. The SDK holds heartbeats back for up to this long
 * (60 s by default), and a cancellation is only delivered with one.
 */
export const HEARTBEAT_THROTTLE_MS = 2_000;
