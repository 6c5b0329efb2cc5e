/** @module One program, run by the user's command: bounded in time and output, ended with all that it started. */
import { randomUUID } from 'node:crypto';
import { MaestroError } from '../../../domain/errors.js';
import type { Language } from '../../../domain/code/languages.js';
import { abortReason } from '../../../threads/abort.js';
import { startChild } from '../sandbox/child.js';
import type { Program, ProgramResult } from '../sandbox/program.js';

export interface SandboxCommand {
  /** For the shell. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly language: Language;
}

/** Characters that are kept. */
const KEPT = 64 * 1024;
/** Bytes after which the program is ended. */
const MAX_PRINTED = 1024 * 1024;
/** Characters of the end of what it complained, where interpreters name the error. */
const MAX_COMPLAINT = 1_500;

/** What container engines need to find their service. No variable that could hold a key. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'XDG_RUNTIME_DIR', 'DOCKER_HOST'];

/** The shell's own codes: the command could not be run, or was not found. */
const NOT_RUN = [126, 127];

/** Whatever the program does is in the result. @throws MaestroError EXPERT_UNAVAILABLE; the signal's reason when aborted */
export async function runByCommand(
  { command, env, language }: SandboxCommand,
  { code, tests, timeoutMs }: Program,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const proof = randomUUID();
  const source = tests === undefined ? code : `${code}\n\n${tests}\n\n${sayLine(language, proof)}\n`;
  const limit = AbortSignal.timeout(timeoutMs);
  const until = AbortSignal.any([signal, limit]);
  const output = createOutput();
  const child = startChild({
    command: ['/bin/sh', '-c', command],
    env: variables(env),
    input: [Buffer.from(source)],
    cpuSeconds: timeoutMs / 1000 + 1,
    onOutput: (chunk, stream) => {
      output.add(chunk, stream);
      if (output.isTooMuch()) child.kill();
    },
  });
  const onAbort = (): void => child.kill();
  until.addEventListener('abort', onAbort, { once: true });
  if (until.aborted) onAbort();
  const end = await child.ended.finally(() => until.removeEventListener('abort', onAbort));

  if (signal.aborted) throw abortReason(signal);
  const printed = output.textOf('stdout');
  const complaint = output.textOf('stderr').slice(-MAX_COMPLAINT);
  const failed = (reason: string): ProgramResult => ({ kind: 'failed', reason, printed: printed.slice(0, KEPT) });
  if (limit.aborted) return failed(`The program did not end within ${timeoutMs} ms.`);
  if (output.isTooMuch()) return failed(`The program printed more than ${MAX_PRINTED} bytes.`);
  if (typeof end === 'number' && NOT_RUN.includes(end) && printed === '') {
    throw new MaestroError('EXPERT_UNAVAILABLE', `The sandbox command can't be run (${end}): ${complaint}`);
  }
  if (end !== 0)
    return failed(`The program ended with ${typeof end === 'number' ? 'status ' : ''}${end}:\n${complaint}`);
  // Its last line: a program that ends itself before the tests are done never comes to it.
  const isProven = tests === undefined || printed.endsWith(proof);
  if (!isProven) return failed('The program ended before the tests were done.');
  const said = tests === undefined ? join(printed, complaint) : printed.slice(0, -proof.length).trimEnd();
  return { kind: 'ended', printed: said.slice(0, KEPT), value: '', truncated: said.length > KEPT };
}

function join(printed: string, complaint: string): string {
  return [printed, complaint].filter((part) => part !== '').join('\n');
}

/** A statement that prints a line which no program could know before. */
function sayLine(language: Language, text: string): string {
  return language === 'python' ? `print("${text}")` : `console.log("${text}")`;
}

function variables(env: SandboxCommand['env']): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

interface Output {
  add(chunk: Buffer, stream: Stream): void;
  isTooMuch(): boolean;
  textOf(stream: Stream): string;
}

type Stream = 'stdout' | 'stderr';

function createOutput(): Output {
  const chunks: { readonly bytes: Buffer; readonly stream: Stream }[] = [];
  let size = 0;
  return {
    add: (bytes, stream) => {
      size += bytes.length;
      if (size <= MAX_PRINTED) chunks.push({ bytes, stream });
    },
    isTooMuch: () => size > MAX_PRINTED,
    textOf: (stream) => {
      const parts = chunks.filter((chunk) => chunk.stream === stream).map((chunk) => chunk.bytes);
      return Buffer.concat(parts).toString('utf8').trim();
    },
  };
}
