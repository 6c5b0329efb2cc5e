/** @module Runs one Python program in a process of its own. */
import { MaestroError } from '../../../domain/errors.js';
import { abortReason } from '../../../threads/abort.js';
import { limitTime } from '../../../threads/time-limit.js';
import { startChild } from '../sandbox/child.js';
import type { Program, ProgramResult } from '../sandbox/program.js';
import { messageSchema, PRINTED_BYTES, type Job, type Message } from './messages.js';
import { nodeCommand } from './node-process.js';
import { BROKEN, readReport } from './read-report.js';
import type { Snapshot } from './snapshot.js';

const START_MS = 60_000;
/** Bytes. An interpreter that says more than what it may print and report is broken. */
const MAX_SAID = 4 * 1024 * 1024;

/**
 * Whatever the program does is in the result.
 * @throws MaestroError EXPERT_UNAVAILABLE when no interpreter starts; the signal's reason when aborted
 */
export function runPython(
  snapshot: Snapshot,
  { code, tests, timeoutMs }: Program,
  signal: AbortSignal,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    let printed = '';
    let complaint = '';
    let isRunning = false;
    /** Why it ends without a word. What it said before is read to its end first: perhaps it was done in time. */
    let ending = BROKEN;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      unlimit();
      signal.removeEventListener('abort', onAbort);
      child.kill();
      settle();
    };
    const fail = (reason: string): void =>
      finish(() =>
        isRunning
          ? resolve({ kind: 'failed', reason, printed: outputOf(printed).text })
          : reject(new MaestroError('EXPERT_UNAVAILABLE', `Python did not start: ${reason} ${complaint}`)),
      );
    const onAbort = (): void => finish(() => reject(abortReason(signal)));
    const onMessage = (message: Message): void => {
      switch (message.kind) {
        case 'ready':
          isRunning = true;
          clearTimeout(timer);
          unlimit = limitTime(
            timeoutMs,
            () => child.usedMs(),
            () => {
              ending = `The program did not end within ${timeoutMs} ms.`;
              child.kill();
            },
          );
          break;
        case 'printed':
          printed += message.text;
          break;
        case 'done':
          finish(() => resolve(readReport(message.report, outputOf(printed), tests !== undefined)));
      }
    };
    const read = lineReader(onMessage, () => fail(BROKEN));
    const timer = setTimeout(() => fail(`it took more than ${START_MS} ms.`), START_MS);
    let unlimit = (): void => undefined;
    const child = startChild({
      command: nodeCommand('run-program-main'),
      env: {},
      input: inputOf({ code, tests: tests ?? null }, snapshot),
      cpuSeconds: (START_MS + timeoutMs) / 1000,
      onOutput: (chunk, stream) => {
        if (stream === 'stdout') read(chunk);
        else complaint = `${complaint}${chunk.toString()}`.slice(-500);
      },
    });
    child.ended.then(() => fail(ending), reject);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function inputOf(job: Omit<Job, 'snapshot'>, snapshot: Snapshot): readonly Uint8Array[] {
  const [file, bytes] = typeof snapshot === 'string' ? [snapshot, []] : [null, [snapshot]];
  return [Buffer.from(`${JSON.stringify({ ...job, snapshot: file } satisfies Job)}\n`), ...bytes];
}

/** Takes standard output apart into messages; anything else on it, or too much, is a fault. */
function lineReader(onMessage: (message: Message) => void, onFault: () => void): (chunk: Buffer) => void {
  let rest = '';
  let size = 0;
  return (chunk) => {
    size += chunk.length;
    if (size > MAX_SAID) {
      onFault();
      return;
    }
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = messageSchema.safeParse(fromJson(Buffer.from(line, 'latin1').toString('utf8')));
      if (!message.success) {
        onFault();
        return;
      }
      onMessage(message.data);
    }
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No message: the schema says so.
    return undefined;
  }
}

/** The text of what was printed, one character a byte, up to the limit. */
function outputOf(printed: string): { readonly text: string; readonly truncated: boolean } {
  const truncated = printed.length > PRINTED_BYTES;
  const text = Buffer.from(printed.slice(0, PRINTED_BYTES), 'latin1').toString('utf8').trimEnd();
  return { text: truncated ? text.replace(/\ufffd$/, '') : text, truncated };
}
