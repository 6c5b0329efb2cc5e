/** @module The workflows of these tests, for one bundle of all. */
export { flood } from './flood.js';
export { runOn } from './run-on.js';
export { runOne } from './run-one.js';
export { threeSteps } from './three-steps.js';
