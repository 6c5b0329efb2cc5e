/** @module Runs JavaScript in QuickJS: a WebAssembly sandbox without files, network, clock of the host, or modules. */
import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten';
import { messageOf } from '../../../domain/errors.js';

export interface Program {
  readonly code: string;
  readonly timeoutMs: number;
}

export type ProgramResult =
  | { readonly kind: 'ended'; readonly printed: string; readonly value: string; readonly truncated: boolean }
  | { readonly kind: 'failed'; readonly reason: string; readonly printed: string };

const MEMORY_BYTES = 32 * 1024 * 1024;
const STACK_BYTES = 512 * 1024;
const OUTPUT_CHARACTERS = 64 * 1024;

/** A print-out of any value, evaluated inside the sandbox: strings as they are, objects as JSON. */
const SHOW = `(value) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'object' && value !== null && !(value instanceof Error)) {
    try { return JSON.stringify(value); } catch { return String(value); }
  }
  return typeof value === 'symbol' ? value.toString() : String(value);
}`;

let loading: Promise<QuickJSWASMModule> | undefined;

async function loadModule(): Promise<QuickJSWASMModule> {
  const { newQuickJSWASMModule } = await import('quickjs-emscripten');
  return newQuickJSWASMModule();
}

export async function runProgram({ code, timeoutMs }: Program): Promise<ProgramResult> {
  const quickjs = await (loading ??= loadModule());
  const output = createOutput();
  try {
    return evaluate(quickjs, code, timeoutMs, output);
  } catch (error) {
    // Running out of memory in the wrong place can break the module itself: the next program gets a new one.
    loading = undefined;
    return { kind: 'failed', reason: `The program broke the sandbox: ${messageOf(error)}.`, printed: output.text() };
  }
}

interface Output {
  add(line: string): void;
  text(): string;
  truncated(): boolean;
}

function createOutput(): Output {
  const lines: string[] = [];
  let length = 0;
  return {
    add: (line) => {
      if (length <= OUTPUT_CHARACTERS) lines.push(line.slice(0, OUTPUT_CHARACTERS - length));
      length += line.length + 1;
    },
    text: () => lines.join('\n'),
    truncated: () => length > OUTPUT_CHARACTERS,
  };
}

function evaluate(quickjs: QuickJSWASMModule, code: string, timeoutMs: number, output: Output): ProgramResult {
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(MEMORY_BYTES);
  runtime.setMaxStackSize(STACK_BYTES);
  const deadline = performance.now() + timeoutMs;
  let expired = false;
  runtime.setInterruptHandler(() => (expired = performance.now() > deadline));
  const context = runtime.newContext();
  const show = context.unwrapResult(context.evalCode(SHOW));
  try {
    addConsole(context, show, output);
    const result = context.evalCode(code, 'program.js');
    if (result.error !== undefined) return failed(context, result.error, expired, timeoutMs, output);
    const { value } = result;
    const jobs = runtime.executePendingJobs();
    if (jobs.error !== undefined) return failed(context, jobs.error, expired, timeoutMs, output);
    jobs.dispose();
    const settled = context.getPromiseState(value);
    if (settled.type === 'rejected') return failed(context, settled.error, expired, timeoutMs, output);
    const shown =
      settled.type === 'pending' || context.typeof(value) === 'undefined' ? '' : print(context, show, settled.value);
    if (settled.type === 'fulfilled' && settled.notAPromise !== true) settled.value.dispose();
    value.dispose();
    return {
      kind: 'ended',
      printed: output.text(),
      value: shown.slice(0, OUTPUT_CHARACTERS),
      truncated: output.truncated(),
    };
  } finally {
    show.dispose();
    context.dispose();
    runtime.dispose();
  }
}

/** `console.log` and its like, and `print`. */
function addConsole(context: QuickJSContext, show: QuickJSHandle, output: Output): void {
  const log = context.newFunction('log', (...values) =>
    output.add(values.map((value) => print(context, show, value)).join(' ')),
  );
  const console = context.newObject();
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) context.setProp(console, name, log);
  context.setProp(context.global, 'console', console);
  context.setProp(context.global, 'print', log);
  console.dispose();
  log.dispose();
}

function print(context: QuickJSContext, show: QuickJSHandle, value: QuickJSHandle): string {
  const result = context.callFunction(show, context.undefined, value);
  if (result.error !== undefined) {
    result.error.dispose();
    return '[a value that can not be shown]';
  }
  const text = context.getString(result.value);
  result.value.dispose();
  return text;
}

function failed(
  context: QuickJSContext,
  error: QuickJSHandle,
  expired: boolean,
  timeoutMs: number,
  output: Output,
): ProgramResult {
  const thrown: unknown = context.dump(error);
  error.dispose();
  const printed = output.text();
  if (expired) return { kind: 'failed', reason: `The program did not end within ${timeoutMs} ms.`, printed };
  const reason = describe(thrown);
  if (/out of memory/i.test(reason))
    return { kind: 'failed', reason: 'The program needs more than 32 MB of memory.', printed };
  return { kind: 'failed', reason: `The program threw ${reason}`, printed };
}

function describe(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown) {
    const stack =
      'stack' in thrown && typeof thrown.stack === 'string' ? / at .*?(program\.js:\d+)/.exec(thrown.stack) : null;
    return `${String(thrown.name)}: ${String(thrown.message)}${stack === null ? '' : ` (${stack[1] ?? ''})`}`.slice(
      0,
      1000,
    );
  }
  return String(thrown).slice(0, 1000);
}
