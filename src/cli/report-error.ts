/** @module How a command's failure is told, and the exit code it ends with. */
import { CommanderError } from 'commander';
import { ERROR_CODES, isMaestroError, messageOf } from '../domain/errors.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';

/** For people a line on stderr, for programs an object on stdout; several faults are told one by one there. @returns the exit code */
export function reportError(error: unknown, out: Output): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    out.emit({ error: { code: 'INVALID_INPUT', message: error.message } }); // people were told by commander
    return EXIT.badInput;
  }
  const code = isMaestroError(error) ? error.code : 'INTERNAL';
  const faults = isMaestroError(error) ? error.data['faults'] : undefined;
  out.emit({ error: { code, message: messageOf(error), ...(faults === undefined ? {} : { faults }) } });
  if (!out.json) {
    out.note(`${out.noteColors.red('error:')} ${messageOf(error)}`);
    if (code === 'INTERNAL' && error instanceof Error) out.note(out.noteColors.dim(error.stack ?? ''));
  }
  return ERROR_CODES[code].exit;
}
