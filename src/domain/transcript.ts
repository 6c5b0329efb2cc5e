/** @module What a policy has seen so far: its decisions and what came back. Built by activities, never held by workflows. */
import { describeMalformed, type Action, type Decision } from './action.js';
import { clip, neutralize } from './escape.js';
import { excerpt } from './excerpt.js';

/** How a turn ended. Only `ok` and `cannot` are knowledge; the others are typed failures, said as such. */
export const OBSERVATION_STATUSES = [
  'ok',
  'cannot',
  'unavailable',
  'timed_out',
  'rejected',
  'malformed',
  'unknown_name',
  'incompatible_pair',
  'malformed_decision',
] as const;
export type ObservationStatus = (typeof OBSERVATION_STATUSES)[number];

export interface Observation {
  readonly status: ObservationStatus;
  /** The expert's own text (`ok`), its reason (`cannot`), or what went wrong and what could be done instead. */
  readonly text: string;
  /** What is to be known of an expert's text, e.g. who stood in; no part of what it said. */
  readonly note?: string;
  /** 0..1 where the expert gave one. */
  readonly confidence: number | undefined;
}

export interface TranscriptTurn {
  readonly decision: Decision;
  readonly observation: Observation;
}

/** Characters of an expert's text that enter a transcript, from its head and its tail; the ledger keeps all of it. */
export const MAX_OBSERVATION = 4_000;

const CANNOT = 'The expert cannot answer:';
/** An answer that begins as a typed failure does. */
const POSING = new RegExp(`^\\s*(?:\\[(?:${OBSERVATION_STATUSES.join('|')})\\]|${CANNOT})`, 'i');

/** The text inside an information block: typed failures begin with their status, so that no reply can pose as one. */
export function observationText(observation: Observation): string {
  const text = excerpt(neutralize(observation.text), MAX_OBSERVATION);
  switch (observation.status) {
    case 'ok': {
      const own = POSING.test(text) ? `The expert said: ${text}` : text;
      const said = observation.note === undefined ? own : `${own}\n(${neutralize(observation.note)})`;
      return observation.confidence === undefined ? said : `${said}\n(confidence ${observation.confidence.toFixed(2)})`;
    }
    case 'cannot':
      return `${CANNOT} ${text}`;
    case 'unavailable':
    case 'timed_out':
    case 'rejected':
    case 'malformed':
    case 'unknown_name':
    case 'incompatible_pair':
    case 'malformed_decision':
      return `[${observation.status}] ${text}`;
  }
}

/** An observation as the tag grammar shows it. */
export function informationBlock(observation: Observation): string {
  return `<information>${observationText(observation)}</information>`;
}

/** The observation of a malformed decision: what was wrong, the valid forms, the names that may be used. */
export function malformedObservation(
  action: Extract<Action, { kind: 'malformed' }>,
  pairs: readonly string[],
): Observation {
  return {
    status: 'malformed_decision',
    text:
      `${describeMalformed(action.reason)} Valid: a call "Model@@Skill: input" in a search tag, or a non-empty answer in an ` +
      `answer tag. Pairs: ${clip(pairs.join(', '), 1_500)}.`,
    confidence: undefined,
  };
}
