/** @module `maestro services` */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { flag, parseInput } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';

const ACTIONS = ['check', 'print'] as const;

const schema = z.object({ action: z.enum(ACTIONS).default('check'), vllm: flag, probe: z.boolean().default(true) });

export const services: Command = {
  name: 'services',
  summary: 'check the endpoints of the registry, or print how they are served',
  details:
    'check asks every endpoint for the models it serves, compares the served name, and sends one small picture (which costs ' +
    'what a call costs; --no-probe leaves it out). One whose address or key is not set is unavailable, with the reason. ' +
    'Exit code 4: one that is configured cannot be used. print --vllm writes a "vllm serve" line for each card with a port.',
  examples: [
    'maestro services check',
    'maestro services check --no-probe --json',
    'maestro services print --vllm',
    'maestro services print --vllm --registry my-models.yaml',
  ],
  arguments: [{ name: 'action', summary: 'check (default) or print', required: false, choices: ACTIONS }],
  options: [
    { flags: '--vllm', summary: 'print: for vLLM' },
    { flags: '--no-probe', summary: 'check: ask for no completion' },
    REGISTRY_OPTION,
  ],
  run: async (context, input) => {
    const { action, vllm, probe } = parseInput(schema, input);
    if (action === 'print') {
      if (!vllm) throw new MaestroError('INVALID_INPUT', 'services print: say for what, with --vllm.');
      const { printVllm } = await import('../services/print.js');
      return printVllm(context);
    }
    if (vllm) throw new MaestroError('INVALID_INPUT', '--vllm belongs to services print.');
    const { checkServices } = await import('../services/check.js');
    return checkServices(context, probe);
  },
};
