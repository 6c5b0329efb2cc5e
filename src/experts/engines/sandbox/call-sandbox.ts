/** @module The tasks of every sandbox: `run` a program, or `test` it; from an expert's request to an honest reply. */
import { MaestroError } from '../../../domain/errors.js';
import { clip } from '../../../domain/escape.js';
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import type { JsonValue } from '../../../domain/ref.js';
import type { EngineName } from '../../../domain/registry.js';
import { codeIn } from '../../../domain/code/code-in.js';
import { LANGUAGE_NAMES, type Language } from '../../../domain/code/languages.js';
import { answerReply, cannotReply, unknownTask } from '../engine.js';
import type { Program, ProgramResult } from './program.js';

export interface Sandbox {
  readonly engine: EngineName;
  readonly language: Language;
  readonly defaultTimeoutMs: number;
  readonly maxTimeoutMs: number;
  /** Whatever the program does is a result; throws only for the sandbox's own faults, and when aborted. */
  readonly run: (program: Program, signal: AbortSignal) => Promise<ProgramResult>;
}

/** Characters, of a program and of its tests. */
const MAX_CODE = 100_000;
/** Characters of a failure: enough to repair a program, short enough for a prompt. */
const MAX_FAILURE = 2_000;
const MAX_PRINTED_WITH_FAILURE = 500;

/**
 * The request's text is the program, or holds it in a fenced block. `params.timeout_ms` limits its time.
 *
 * - `run` answers with what it printed and the value of its last expression; a program that fails is answered with `cannot`.
 * - `test` runs `params.tests` after it, where there are some, and answers with `data.passed`, and with `data.failure` and as text
 *   what went wrong.
 *
 * @throws MaestroError EXPERT_REJECTED for another task or language; EXPERT_UNAVAILABLE when the sandbox itself fails
 */
export async function callSandbox(request: ExpertRequest, sandbox: Sandbox): Promise<ExpertReply> {
  const { task, params, signal } = request;
  if (task !== 'run' && task !== 'test') throw unknownTask(sandbox.engine, task);
  const name = LANGUAGE_NAMES[sandbox.language];
  const { language = sandbox.language } = params;
  if (language !== sandbox.language) throw otherLanguage(sandbox, language);
  const isTest = task === 'test';
  const tests = isTest && typeof params['tests'] === 'string' ? codeIn(params['tests'], sandbox.language) : undefined;
  if (tests === '') return cannotReply(`There are no tests: a step before must write some in ${name}.`);
  const code = codeIn(request.text, sandbox.language);
  const fault = faultOf(code, tests, name);
  // A reply without a program fails its tests; no reply at all is nobody's program.
  if (fault !== undefined) return isTest && request.text.trim() !== '' ? failed(fault) : cannotReply(fault);
  // A program that brings its own tests may use what tests may use.
  const tested = isTest ? (tests ?? '') : undefined;
  const result = await sandbox.run(
    { code, tests: tested, timeoutMs: timeoutIn(params['timeout_ms'], sandbox) },
    signal,
  );
  return isTest ? testReply(result) : runReply(result);
}

function faultOf(code: string, tests: string | undefined, name: string): string | undefined {
  if (code === '') return `There is no program to run: give ${name}, bare or in a fenced block.`;
  return Math.max(code.length, tests?.length ?? 0) > MAX_CODE
    ? `The program is longer than ${MAX_CODE} characters.`
    : undefined;
}

function runReply(result: ProgramResult): ExpertReply {
  if (result.kind === 'failed') return cannotReply(withPrinted(result, MAX_FAILURE));
  const text = [result.printed, result.value].filter((part) => part.trim() !== '').join('\n');
  if (text === '') return cannotReply('The program ended without printing anything and without a value.');
  return answerReply({ text, confidence: 1, data: { value: clip(result.value, 2_000), truncated: result.truncated } });
}

function testReply(result: ProgramResult): ExpertReply {
  if (result.kind === 'failed') return failed(withPrinted(result, MAX_PRINTED_WITH_FAILURE));
  const data = { passed: true, failure: '', printed: clip(result.printed, 2_000) };
  return answerReply({ text: 'The program passed its tests.', confidence: 1, data });
}

/** A program that fails its tests is an answer: the next round repairs it by this text. */
function failed(failure: string): ExpertReply {
  return answerReply({ text: failure, confidence: 1, data: { passed: false, failure } });
}

function withPrinted({ reason, printed }: Extract<ProgramResult, { kind: 'failed' }>, room: number): string {
  const said = printed.trim() === '' ? '' : `\nBefore that it printed: ${clip(printed.trim(), room)}`;
  return `${clip(reason, MAX_FAILURE)}${said}`;
}

function otherLanguage({ engine, language }: Sandbox, wanted: JsonValue): MaestroError {
  return new MaestroError(
    'EXPERT_REJECTED',
    `The engine "${engine}" runs ${LANGUAGE_NAMES[language]}, not ${JSON.stringify(wanted)}: name an engine for that language in services.yaml.`,
  );
}

function timeoutIn(wanted: JsonValue | undefined, { defaultTimeoutMs, maxTimeoutMs }: Sandbox): number {
  if (typeof wanted !== 'number' || Number.isNaN(wanted)) return defaultTimeoutMs;
  return Math.min(maxTimeoutMs, Math.max(1, wanted));
}
