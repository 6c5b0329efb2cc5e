/** @module A rollout turn by turn, as text: what the policy said, what was called, what came back. */
import { z } from 'zod';
import { readDecision } from '../../activities/bodies.js';
import { clip } from '../../domain/escape.js';
import { DECIDE_STEP } from '../../domain/step-id.js';
import type { FailedCallRow } from '../../store/failed-calls.js';
import type { RolloutRecord } from '../../store/result-store.js';
import type { CallRow, TurnRow } from '../../store/rows.js';
import { duration, money } from '../format.js';
import { printable, type Colors } from '../output.js';

const observation = z.object({ text: z.string() });

/** Characters of one text on the screen; `--json` gives all of it. */
const MAX_TEXT = 2_000;

type Recorded = Pick<RolloutRecord, 'turns' | 'calls' | 'failures'>;

/** What was tried in one turn. */
interface Tried {
  readonly calls: readonly CallRow[];
  readonly failures: readonly FailedCallRow[];
}

/** Lines of text, without line ends. */
export function turnsView({ turns, ...tried }: Recorded, colors: Colors): readonly string[] {
  const lines = turns.flatMap((turn) => turnView(turn, ofTurn(tried, turn.turn), colors));
  const last = ofTurn(tried, turns.length + 1);
  return [...lines, ...lastDecision(last, turns.length + 1, colors)];
}

/** The same of a rollout that has not finished: all that is known is which calls were made. */
export function ledgerView(tried: Tried, colors: Colors): readonly string[] {
  return turnNumbers([...tried.calls, ...tried.failures]).flatMap((turn) => {
    const { calls, failures } = ofTurn(tried, turn);
    const steps = calls.filter((row) => row.step !== DECIDE_STEP);
    return [
      `${colors.bold(`Turn ${turn}`)}  ${printable(decidedIn(calls))}`.trimEnd(),
      ...decisionView(calls, colors),
      ...steps.flatMap((row) => [stepView(row, colors), ...replyView(row, colors)]),
      ...failedViews(failures, colors),
    ];
  });
}

function replyView(row: CallRow, colors: Colors): readonly string[] {
  const reply = observation.safeParse(row.body);
  return reply.success ? field('reply', reply.data.text, colors) : [];
}

/** Turns that have calls, in order. */
export function turnNumbers(calls: readonly Pick<CallRow, 'turn'>[]): readonly number[] {
  return [...new Set(calls.map((call) => call.turn))].sort((a, b) => a - b);
}

/** The pair that a turn's decision calls, or what it is instead; empty while there is none. */
export function decidedIn(calls: readonly CallRow[]): string {
  const row = calls.find((call) => call.step === DECIDE_STEP);
  if (row === undefined) return '';
  const { action } = readDecision(row);
  switch (action.kind) {
    case 'call':
      return `${action.model}@@${action.skill}`;
    case 'answer':
      return 'answers';
    case 'malformed':
      return 'a malformed decision';
  }
}

function ofTurn({ calls, failures }: Tried, turn: number): Tried {
  const isOfTurn = (row: Pick<CallRow, 'turn'>): boolean => row.turn === turn;
  return { calls: calls.filter(isOfTurn), failures: failures.filter(isOfTurn) };
}

function turnView(turn: TurnRow, { calls, failures }: Tried, colors: Colors): readonly string[] {
  const what = turn.action === 'malformed' ? 'a malformed decision' : (turn.pair ?? '');
  const solver = turn.solver === null ? '' : ` > ${turn.solver}`;
  const good = turn.status === 'ok';
  const sure = turn.confidence === null ? '' : ` (${turn.confidence.toFixed(2)})`;
  const seen = observation.safeParse(turn.observation);
  return [
    `${colors.bold(`Turn ${turn.turn}`)}  ${printable(what)}${solver}  ${good ? colors.green(turn.status) : colors.yellow(turn.status)}${sure}`,
    ...decisionView(calls, colors),
    ...field('route', turn.route, colors),
    ...calls.filter((call) => call.step !== DECIDE_STEP).map((call) => stepView(call, colors)),
    ...failedViews(failures, colors),
    ...field('reply', seen.success ? seen.data.text : turn.note, colors),
  ];
}

/** The decision after the last turn: the answer, one that came to nothing, or none since whoever decides did not answer. */
function lastDecision({ calls, failures }: Tried, turn: number, colors: Colors): readonly string[] {
  const decision = calls.find((call) => call.step === DECIDE_STEP);
  if (decision === undefined) {
    return failures.length === 0
      ? []
      : [`${colors.bold(`Turn ${turn}`)}  no decision`, ...failedViews(failures, colors)];
  }
  const answers = readDecision(decision).action.kind === 'answer';
  return [
    `${colors.bold(`Turn ${turn}`)}  ${answers ? colors.green('answers') : 'the last decision'}`,
    ...decisionView(calls, colors),
    ...calls.filter((call) => call.step !== DECIDE_STEP).map((call) => stepView(call, colors)),
    ...failedViews(failures, colors),
  ];
}

function decisionView(calls: readonly CallRow[], colors: Colors): readonly string[] {
  const row = calls.find((call) => call.step === DECIDE_STEP);
  if (row === undefined) return [];
  const { think, action, text } = readDecision(row);
  const said = {
    call: () => field('asked', action.kind === 'call' ? action.input : '', colors),
    answer: () => field('answer', action.kind === 'answer' ? action.text : '', colors),
    malformed: () => field('wrote', text, colors),
  };
  return [...field('think', think, colors), ...said[action.kind]()];
}

function stepView(call: CallRow, colors: Colors): string {
  const { promptTokens, completionTokens } = call.usage;
  const tokens = promptTokens + completionTokens === 0 ? '' : `, ${promptTokens} + ${completionTokens} tokens`;
  const attempt = call.attempt === 1 ? '' : `, attempt ${call.attempt}`;
  const waited = call.waitedMs < SHOWN_WAIT_MS ? '' : `, ${duration(call.waitedMs)} of it waiting`;
  const how = call.cached ? ', from the cache' : call.hedged ? ', the quicker of two calls' : '';
  return `  ${colors.dim('step  ')}  ${call.step} (${call.kind}) on ${call.model}, ${duration(call.latencyMs)}${waited}${how}${tokens}${attempt}, by ${call.worker}`;
}

/** A line for each attempt that failed. */
function failedViews(failures: readonly FailedCallRow[], colors: Colors): readonly string[] {
  return failures.map((failure) => {
    const { usage } = failure;
    const cost =
      usage === null ? '' : `, ${usage.promptTokens} + ${usage.completionTokens} tokens, ${money(usage.costUsd)}`;
    const what = `${failure.step}, attempt ${failure.attempt} on ${failure.model}, ${duration(failure.latencyMs)}${cost}`;
    return `  ${colors.yellow('failed')}  ${what}: ${failure.code} ${printable(failure.reason)}`;
  });
}

/** Shorter waits for a slot are not worth a word. */
const SHOWN_WAIT_MS = 500;

/** A labelled text, indented; nothing for an empty one. */
function field(label: string, text: string, colors: Colors): readonly string[] {
  const shown = printable(clip(text.trim(), MAX_TEXT));
  if (shown === '') return [];
  return shown.split('\n').map((line, index) => `  ${colors.dim((index === 0 ? label : '').padEnd(6))}  ${line}`);
}
