/** @module Builds the transcript that a policy sees, from the ledger and the workflow's bounded records. */
import { malformedObservation, type Observation, type TranscriptTurn } from '../domain/transcript.js';
import { MaestroError } from '../domain/errors.js';
import { callablePairs, pairName, type RegistrySnapshot } from '../domain/registry.js';
import type { TurnRecord } from '../domain/trajectory.js';
import type { CallRow } from '../store/rows.js';
import { readDecision, readReply } from './bodies.js';

/** The step under which a turn's decision stands in the ledger. */
export const DECIDE_STEP = 'decide';

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
        : observationOf(turn, () => find(turn.turn, turn.outputStep));
    return { decision, observation };
  });
}

function observationOf(turn: TurnRecord, output: () => CallRow): Observation {
  if (turn.outputStep === '') return { status: turn.status, text: turn.note, confidence: undefined };
  const reply = readReply(output());
  return { status: turn.status, text: reply.text, confidence: reply.confidence ?? undefined };
}

export function pairNames(snapshot: RegistrySnapshot): readonly string[] {
  return callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id));
}
