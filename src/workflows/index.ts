/** @module Every workflow of the worker's bundle. */
export { batchWorkflow } from './batch.js';
export { batchWindowWorkflow } from './batch-window.js';
export { groupWorkflow } from './group.js';
export { rolloutWorkflow } from './rollout.js';
export { trainingWorkflow } from './training.js';
