/** A plain pool, as the reference implementation has it: each of its workers takes a rollout and does its steps one after the other. */
import { report, serve, stepsOf } from './call.js';

serve((job) =>
  report(job, async (rollout) => {
    for (const step of stepsOf(rollout)) await step();
  }),
);
