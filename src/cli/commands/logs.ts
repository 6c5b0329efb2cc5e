/** @module `maestro logs` */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { serverFiles } from '../../temporal/embedded/files.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flag, parseInput, wholeNumber } from '../input.js';
import { lastLines, readFrom, sizeOf } from '../processes/log-file.js';
import { workerFiles } from '../processes/worker-files.js';

const schema = z.object({
  process: z.enum(['worker', 'server']).default('worker'),
  lines: wholeNumber(0, 100_000).default(50),
  follow: flag,
});
const FOLLOW_MS = 300;

export const logs: Command = {
  name: 'logs',
  summary: 'show the log of the worker or the server',
  examples: ['maestro logs', 'maestro logs server --lines 200', 'maestro logs worker -f'],
  arguments: [
    { name: 'process', summary: 'whose log (default worker)', required: false, choices: ['worker', 'server'] },
  ],
  options: [
    { flags: '-n, --lines <n>', summary: 'how many lines of its end (default 50)' },
    { flags: '-f, --follow', summary: 'go on with what is added, until Ctrl-C' },
  ],
  run: async ({ out, settings, signal }, input) => {
    const { process, lines, follow } = parseInput(schema, input);
    const file = process === 'worker' ? workerFiles(settings.dataDir).log : serverFiles(settings.dataDir).log;
    let end = await sizeOf(file);
    const shown = await lastLines(file, lines);
    if (shown.length === 0 && !follow)
      out.note(`${file} is empty or not there: nothing was started in this data folder.`);
    if (out.json) out.emit({ file, lines: shown });
    else if (shown.length > 0) out.write(`${shown.join('\n')}\n`);
    while (follow && !signal.aborted) {
      const added = await readFrom(file, end);
      if (added.text !== '') out.write(added.text);
      end = added.end;
      await sleep(FOLLOW_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the loop's condition
    }
    return EXIT.ok;
  },
};
