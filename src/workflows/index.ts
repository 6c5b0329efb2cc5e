/** @module Every workflow of the worker's bundle. */
export { rolloutWorkflow } from './rollout.js';
