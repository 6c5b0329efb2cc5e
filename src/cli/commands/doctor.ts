/** @module `maestro doctor` */
import type { Command } from '../command.js';
import { REGISTRY_OPTION } from '../registry-option.js';

export const doctor: Command = {
  name: 'doctor',
  summary: 'check what is there, what is missing, and say what to do',
  details:
    'Starts no server and no worker, and downloads nothing. Says which keys are set, never what they are. ' +
    'Exit code 0: Maestro can be used.',
  examples: ['maestro doctor', 'maestro doctor --json'],
  arguments: [],
  options: [REGISTRY_OPTION],
  run: async (context) => {
    const { runDoctor } = await import('../doctor/run-doctor.js');
    return runDoctor(context);
  },
};
