/** @module `maestro prompt` */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { flag, parseInput } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';

const ACTIONS = ['show', 'import'] as const;

const schema = z.object({
  action: z.enum(ACTIONS).default('show'),
  what: z.string().min(1, 'is empty').optional(),
  policy: z.string().trim().min(1, 'is empty').default('chat'),
  prompt: z.string().min(1, 'is empty').optional(),
  source: flag,
  out: z.string().min(1, 'is empty').optional(),
});

export const prompt: Command = {
  name: 'prompt',
  summary: 'show what a chat policy is told, or import the prompt that a checkpoint was trained with',
  details:
    'show fills the prompt in from the registry: the same registry, the same text. --source shows the template (Liquid), to be ' +
    'copied and changed: --prompt takes your file in its place here, in ask and in eval. import takes the system message out of ' +
    "a Parquet file in verl's layout, byte for byte.",
  examples: [
    'maestro prompt show --policy chat-tools',
    'maestro prompt show --policy maestro-2605 --source > mine.liquid',
    'maestro prompt show --policy maestro-2605 --prompt mine.liquid',
    'maestro prompt import train.parquet --out trained.prompt.txt',
  ],
  arguments: [
    { name: 'action', summary: 'show (default) or import', required: false, choices: ACTIONS },
    { name: 'what', summary: 'import: a Parquet file', required: false },
  ],
  options: [
    {
      flags: '-p, --policy <name>',
      summary: 'show: chat (default), chat-tools, chat-2605, each with or without ":<model>"',
    },
    { flags: '--prompt <file>', summary: 'show: your own prompt' },
    { flags: '--source', summary: 'show: the template, not filled in' },
    { flags: '-o, --out <file>', summary: 'import: where to write it (default <name>.prompt.txt here)' },
    REGISTRY_OPTION,
  ],
  run: async (context, input) => {
    const { action, what, out, policy, prompt: file, source } = parseInput(schema, input);
    if (action === 'show') {
      if (what !== undefined) throw new MaestroError('INVALID_INPUT', 'prompt show takes no file: use --prompt.');
      const { showPrompt } = await import('../prompt/show.js');
      return showPrompt(context, { policy, prompt: file, source });
    }
    if (what === undefined) throw new MaestroError('INVALID_INPUT', 'prompt import: name a Parquet file.');
    const { importPrompt } = await import('../prompt/import.js');
    return importPrompt(context, what, out);
  },
};
