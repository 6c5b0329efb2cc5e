/** @module `maestro prompt import`: the system message of the user's own training data, as a prompt file. */
import { access } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { readVerlSystem } from '../../datasets/verl-prompt.js';
import { MaestroError } from '../../domain/errors.js';
import { estimateTokens } from '../../domain/tokens.js';
import { literalTemplate } from '../../policies/prompt-template.js';
import { sha256 } from '../../store/hash.js';
import { writeWhole } from '../atomic-file.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';

/** @returns the exit code */
export async function importPrompt({ out, cwd }: Context, source: string, target: string | undefined): Promise<number> {
  const from = resolve(cwd, source);
  const to = resolve(cwd, target ?? `${basename(from, extname(from))}.prompt.txt`);
  if (!(await exists(from))) throw new MaestroError('NOT_FOUND', `${from}: there is no such file.`);
  if (await exists(to)) throw new MaestroError('INVALID_INPUT', `${to} is there already: choose another --out.`);
  const { text, rows, read } = await readVerlSystem(from);
  // The checkpoint was trained on these very bytes: nothing is added, not even a line's end.
  await writeWhole(to, literalTemplate(text));
  const tokens = estimateTokens(text);
  out.emit({ file: to, characters: text.length, tokens, hash: sha256(text), rows, read });
  out.print(
    `${to}: the system message of ${count(read, 'row')} of ${rows}, ${text.length} characters, about ${tokens} tokens.`,
  );
  out.print('Its names must be those of your registry, or aliases of them. Use it with:');
  out.print(`  maestro ask "..." --policy maestro-2605 --prompt ${to}`);
  return EXIT.ok;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
