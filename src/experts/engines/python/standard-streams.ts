/** @module Standard input and output of an interpreter process, whole and at once: it may be ended in the middle of anything. */
import { readFileSync, writeSync } from 'node:fs';
import { messageOf } from '../../../domain/errors.js';

export function readAll(): Buffer {
  return readFileSync(0);
}

export function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

/** Ends the process with the error's message on standard error: by itself, Node would print a line of a megabyte before it. */
export async function orExit<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    writeSync(2, messageOf(error));
    process.exit(1);
  });
}
