/** @module `maestro logs` */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command, Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flag, parseInput, wholeNumber } from '../input.js';

const LOOK_MS = 300;

const schema = z.object({
  process: z.enum(['worker', 'server']).default('worker'),
  follow: flag,
  lines: wholeNumber(0, 100_000).default(50),
});

export const logs: Command = {
  name: 'logs',
  summary: 'show the log of the worker or of the Temporal server',
  examples: ['maestro logs', 'maestro logs server --lines 200', 'maestro logs worker -f'],
  arguments: [
    { name: 'process', summary: 'worker (default) or server', required: false, choices: ['worker', 'server'] },
  ],
  options: [
    { flags: '-f, --follow', summary: 'go on with what is added, until Ctrl-C' },
    { flags: '-n, --lines <n>', summary: 'so many lines of its end (default 50)' },
  ],
  run: async (context, input) => {
    const { process, follow, lines } = parseInput(schema, input);
    const { serverFiles } = await import('../../temporal/embedded/files.js');
    const { workerFiles } = await import('../processes/worker-files.js');
    const { lastLines, sizeOf } = await import('../processes/log-file.js');
    const { dataDir } = context.settings;
    const file = process === 'worker' ? workerFiles(dataDir).log : serverFiles(dataDir).log;
    const size = await sizeOf(file);
    if (size === 0 && !follow) {
      throw new MaestroError('NOT_FOUND', `There is no log of the ${process} yet (${file}). Start it with maestro up.`);
    }
    const end = lines === 0 ? [] : await lastLines(file, lines);
    if (context.out.json) context.out.emit({ file, lines: end });
    else for (const line of end) context.out.write(`${line}\n`);
    if (follow && !context.out.json) await followFile(context, file, size);
    return EXIT.ok;
  },
};

async function followFile({ out, signal }: Context, file: string, from: number): Promise<void> {
  const { readFrom } = await import('../processes/log-file.js');
  let offset = from;
  while (!signal.aborted) {
    const { text, end } = await readFrom(file, offset);
    if (text !== '') out.write(text);
    offset = end;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the loop's condition
  }
}
