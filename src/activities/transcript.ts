/** @module Builds the transcript that a policy sees, from the ledger and the workflow's bounded records. */
import { malformedObservation, type Observation, type TranscriptTurn } from '../domain/transcript.js';
import { MaestroError } from '../domain/errors.js';
import { callablePairs, findByName, pairName, type RegistrySnapshot } from '../domain/registry.js';
import { baseStep, DECIDE_STEP } from '../domain/step-id.js';
import type { TurnRecord } from '../domain/trajectory.js';
import { joinItems, type StepItem } from '../skills/step-result.js';
import type { CallRow } from '../store/rows.js';
import { readDecision, readReply } from './bodies.js';

export function buildTranscript(
  turns: readonly TurnRecord[],
  rows: readonly CallRow[],
  snapshot: RegistrySnapshot,
): readonly TranscriptTurn[] {
  const find = (turn: number, step: string): CallRow => {
    const row = rows.find((candidate) => candidate.turn === turn && candidate.step === step);
    if (row === undefined)
      throw new MaestroError(
        'BLOB_MISSING',
        `The ledger lacks the row (turn ${turn}, ${step}) of a finished step: was the results store replaced?`,
      );
    return row;
  };
  return turns.map((turn) => {
    const decision = readDecision(find(turn.turn, DECIDE_STEP));
    const observation =
      decision.action.kind === 'malformed'
        ? malformedObservation(decision.action, pairNames(snapshot))
        : observationOf(turn, snapshot, () => outputRows(turn, rows, find));
    return { decision, observation };
  });
}

/** The row of the output step, or its rows when it ran once for each image. */
function outputRows(
  { turn, outputStep }: TurnRecord,
  rows: readonly CallRow[],
  find: (turn: number, step: string) => CallRow,
): readonly CallRow[] {
  const ofTurn = rows.filter((row) => row.turn === turn);
  if (ofTurn.some((row) => row.step === outputStep)) return [find(turn, outputStep)];
  const parts = ofTurn.filter((row) => row.step.includes('.') && baseStep(row.step) === outputStep);
  return parts.length === 0 ? [find(turn, outputStep)] : parts.sort((a, b) => imageOf(a) - imageOf(b));
}

function imageOf(row: CallRow): number {
  return Number(row.step.slice(row.step.indexOf('.') + 1));
}

function observationOf(turn: TurnRecord, snapshot: RegistrySnapshot, output: () => readonly CallRow[]): Observation {
  const { status, note, outputStep } = turn;
  if (outputStep === '') return { status, text: `${note}${otherPairs(turn, snapshot)}`, confidence: undefined };
  const { text, confidence } = joinItems(output().map(itemOf));
  // A decline is its own note; an answer's note says what is to be known of it.
  return { status, text, confidence, ...(status === 'ok' && note !== '' ? { note } : {}) };
}

function itemOf(row: CallRow): StepItem {
  const { text, confidence, data } = readReply(row);
  return { text, confidence: confidence ?? undefined, data };
}

/** What else could be called, where a call came to nothing by no fault of the policy. */
function otherPairs({ status, pair, solver }: TurnRecord, snapshot: RegistrySnapshot): string {
  if (status !== 'unavailable' && status !== 'timed_out' && status !== 'rejected' && status !== 'malformed') return '';
  // What was refused before any call, e.g. for want of an image, would be refused there too.
  if (status === 'rejected' && solver === '') return '';
  const [, skillName = ''] = pair.split('@@');
  const skill = findByName(snapshot.skills, skillName);
  if (skill === undefined) return '';
  const others = callablePairs(snapshot)
    .filter((other) => other.skill === skill)
    .map(({ model }) => pairName(model.id, skill.id))
    .filter((name) => name !== pair);
  if (others.length === 0) return ` No other model can be called for ${skill.id} now.`;
  const more = others.length > MAX_OTHERS ? ` and ${others.length - MAX_OTHERS} more` : '';
  return ` Instead: ${others.slice(0, MAX_OTHERS).join(', ')}${more}.`;
}

/** Pairs that are named. */
const MAX_OTHERS = 8;

export function pairNames(snapshot: RegistrySnapshot): readonly string[] {
  return callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id));
}
