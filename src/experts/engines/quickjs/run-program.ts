/** @module Runs JavaScript in QuickJS: a WebAssembly sandbox without files, network, clock of the host, or modules. */
import {
  newQuickJSWASMModule,
  Scope,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten';
import { messageOf } from '../../../domain/errors.js';
import { processorTimeCheck } from '../../../threads/time-limit.js';
import type { Program, ProgramResult } from '../sandbox/program.js';
import { ASSERT_SOURCE } from './assert-source.js';

const MEMORY_BYTES = 32 * 1024 * 1024;
/** Small enough that QuickJS notices deep recursion before the thread's own stack overflows, which breaks the module. */
const STACK_BYTES = 192 * 1024;
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

/** Runs one program, and tests after it, in a fresh context. Whatever it does, the result says so: it never throws for a program's sake. */
export async function runProgram(program: Program): Promise<ProgramResult> {
  const quickjs = await (loading ??= newQuickJSWASMModule());
  const output = createOutput();
  const scope = new Scope();
  try {
    const result = evaluate(scope, quickjs, program, output);
    scope.dispose();
    return result;
  } catch (error) {
    // The module is in an unknown state: it is dropped whole, with all its handles, and the next program gets a new one.
    loading = undefined;
    const reason =
      error instanceof RangeError
        ? 'The program nests or recurses too deeply.'
        : `The program broke the sandbox: ${messageOf(error)}.`;
    return { kind: 'failed', reason, printed: output.text() };
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

/** All handles belong to one scope: a handle left open when its runtime ends would abort the whole module. */
function evaluate(scope: Scope, quickjs: QuickJSWASMModule, program: Program, output: Output): ProgramResult {
  const runtime = scope.manage(quickjs.newRuntime());
  runtime.setMemoryLimit(MEMORY_BYTES);
  runtime.setMaxStackSize(STACK_BYTES);
  const context = scope.manage(runtime.newContext());
  const show = scope.manage(context.unwrapResult(context.evalCode(SHOW)));
  addConsole(context, show, output);
  const { code, tests, timeoutMs } = program;
  const isOver = processorTimeCheck(timeoutMs);
  const clock = { expired: false };
  runtime.setInterruptHandler(() => (clock.expired = isOver()));
  const failed = (thrown: unknown): ProgramResult => {
    return { kind: 'failed', reason: reasonOf(thrown, clock.expired, program), printed: output.text() };
  };
  if (tests !== undefined) scope.manage(context.unwrapResult(context.evalCode(ASSERT_SOURCE)));
  const first = settle(scope, runtime, context, code, 'program.js');
  const last =
    first.error === undefined && tests !== undefined ? settle(scope, runtime, context, tests, 'tests.js') : first;
  if (last.error !== undefined) return failed(context.dump(last.error));
  const { value: final } = last;
  const hasValue = tests === undefined && final !== undefined && context.typeof(final) !== 'undefined';
  const shown = hasValue ? print(context, show, final) : '';
  if (clock.expired) return failed(undefined);
  const value = shown.slice(0, OUTPUT_CHARACTERS);
  return { kind: 'ended', printed: output.text(), value, truncated: output.truncated() || shown !== value };
}

/** Runs a script and everything that it left to be done later: its value, or what it threw. */
function settle(
  scope: Scope,
  runtime: QuickJSRuntime,
  context: QuickJSContext,
  code: string,
  file: string,
): { readonly value?: QuickJSHandle; readonly error?: QuickJSHandle } {
  const result = context.evalCode(code, file);
  if (result.error !== undefined) return { error: scope.manage(result.error) };
  const completion = scope.manage(result.value);
  const jobs = runtime.executePendingJobs();
  if (jobs.error !== undefined) return { error: scope.manage(jobs.error) };
  const settled = context.getPromiseState(completion);
  if (settled.type === 'rejected') return { error: scope.manage(settled.error) };
  return settled.type === 'fulfilled' ? { value: scope.manage(settled.value) } : {};
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

function reasonOf(thrown: unknown, expired: boolean, { tests, timeoutMs }: Program): string {
  if (expired) return `The program did not end within ${timeoutMs} ms.`;
  const reason = describe(thrown);
  if (/out of memory/i.test(reason)) return 'The program needs more than 32 MB of memory.';
  return tests !== undefined && reason.includes('tests.js:')
    ? `The program failed its tests: ${reason}`
    : `The program threw ${reason}`;
}

function describe(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('name' in thrown) || !('message' in thrown)) {
    return String(thrown).slice(0, 1000);
  }
  const stack = 'stack' in thrown && typeof thrown.stack === 'string' ? thrown.stack : '';
  const places = [...stack.matchAll(/ at .*?((?:program|tests)\.js:\d+)/g)].map((match) => match[1] ?? '');
  // Where it was thrown, and which line of the tests led there.
  const shown = [...new Set([places[0], places.find((place) => place.startsWith('tests.js'))])].filter(Boolean);
  return `${String(thrown.name)}: ${String(thrown.message)}${shown.length === 0 ? '' : ` (${shown.join(', from ')})`}`.slice(
    0,
    1000,
  );
}
