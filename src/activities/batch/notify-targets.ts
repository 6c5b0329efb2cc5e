/**
 * @module Who may be told of batches: a file for each target in `notify/` of the worker's data folder. The input of a workflow only
 * names one, so that whoever can reach the Temporal server can run no command of his own and send nothing anywhere.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';

const targetSchema = z.union([
  z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
  /** The program and its arguments, as they are: no shell reads them. */
  z.strictObject({ command: z.array(z.string().max(4_000)).min(1).max(100) }),
]);

export type NotifyTarget = Readonly<z.infer<typeof targetSchema>>;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws MaestroError INVALID_INPUT for a name that can't be a file's */
export function targetFile(dataDir: string, name: string): string {
  if (NAME.test(name)) return join(dataDir, 'notify', `${name}.json`);
  throw new MaestroError('INVALID_INPUT', `"${name.slice(0, 100)}" can't name who is notified: letters, digits, . _ -`);
}

/** The same target has the same name. */
export function nameOfTarget(target: NotifyTarget): string {
  return `t-${createHash('sha256').update(JSON.stringify(target)).digest('hex').slice(0, 16)}`;
}

/** @throws MaestroError INVALID_INPUT when the worker has no such target, or its file is not valid */
export async function readTarget(dataDir: string, name: string): Promise<NotifyTarget> {
  const file = targetFile(dataDir, name);
  try {
    return targetSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new MaestroError(
      'INVALID_INPUT',
      `Nobody is notified as "${name}": ${file} must hold {"url": "https://..."} or {"command": ["program", "argument"]} (${why}).`,
      { cause: error },
    );
  }
}

/**
 * What `--notify` says: a URL, a command as a JSON array of program and arguments or in words between spaces, or `@name` of a target
 * that the worker has already.
 * @throws MaestroError INVALID_INPUT
 */
export function parseTarget(text: string): NotifyTarget | { readonly name: string } {
  if (text.startsWith('@')) return { name: text.slice(1) };
  const raw = /^https?:\/\//.test(text)
    ? { url: text }
    : { command: text.startsWith('[') ? parsedArray(text) : text.split(/\s+/).filter((word) => word !== '') };
  const parsed = targetSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new MaestroError(
    'INVALID_INPUT',
    `--notify must be a URL, a command ('notify-send Maestro', or '["program", "an argument"]'), or @name.`,
  );
}

function parsedArray(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is expected
  }
}
