/** @module `maestro verify` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { flag, parseInput } from '../input.js';

const schema = z.object({ quick: flag });

export const verify: Command = {
  name: 'verify',
  summary: 'check that all is there that the results store refers to',
  details:
    'Every document and every blob that is referred to exists and hashes right; every rollout that was started, and every one that a batch planned, ' +
    'has a row, or runs. ' +
    'Changes nothing and starts nothing: without a Temporal server, only the stores are looked at. Says what to do about each fault. ' +
    'Exit code 1: something is wrong.',
  examples: ['maestro verify', 'maestro verify --quick', 'maestro verify --json | jq .faults'],
  arguments: [],
  options: [{ flags: '--quick', summary: 'only ask whether blobs are there, without reading them' }],
  run: async (context, input) => {
    const { runVerify } = await import('../upkeep/run-verify.js');
    return runVerify(context, parseInput(schema, input));
  },
};
