/**
 * @module How long the history of a workflow may get: 4,096 events and 4 MiB. Temporal itself allows more (51,200 and 50 MiB), but
 * every worker that takes the workflow over has to read all of it again. Pure.
 */

/** What no history exceeds, with room for what ends it. */
export const MOST_EVENTS = 4_000;
const MOST_BYTES = 3 * 1024 * 1024;
/** So long a history may get before its events are saved. */
const FREE_EVENTS = 1_500;
/** Of an activity on a queue: three of its own, three of the workflow task that hears of it. */
const ACTIVITY_EVENTS = 6;
/** Of a pause and the try after it. */
const ROUND_EVENTS = 12;
/** Kept for the last tries, some of which may come at once. */
const LAST_EVENTS = 200;
/** By so much a window's history may exceed what it was asked to keep to, with the ends of the rollouts that it has started. */
const STRETCH = 1.75;
/** Of the start of a child that is not acknowledged yet, and of its end, each with its workflow task. */
const START_EVENTS = 5;
const END_EVENTS = 4;
/** Starts in one workflow task: until they are acknowledged nobody knows how long they have made the history. */
const BURST = { starts: 25, characters: 256 * 1024 } as const;

export interface HistorySize {
  readonly historyLength: number;
  /** Bytes. */
  readonly historySize: number;
}

/** Is there no room left for so many activities? */
export function isFull(history: HistorySize, activities: number): boolean {
  return isLonger(history, MOST_EVENTS - activities * ACTIVITY_EVENTS);
}

/**
 * How long to pause at least, milliseconds, before something is tried again, so that trying for all the time that is left can't fill the
 * history.
 */
export function sparingPauseMs({ historyLength }: HistorySize, leftMs: number): number {
  if (historyLength < FREE_EVENTS) return 0;
  return (leftMs * ROUND_EVENTS) / Math.max(ROUND_EVENTS, MOST_EVENTS - LAST_EVENTS - historyLength);
}

/** Children of a workflow that have not ended. */
export interface Children {
  readonly running: number;
  /** Those of them whose start is not acknowledged yet. */
  readonly starting: number;
  /** Of the input of these. */
  readonly characters: number;
}

/**
 * Is a history too long for what is still to come of its workflow's children?
 * @param wantedEvents how long it is to be at most, children apart
 */
export function isTooLongFor(history: HistorySize, children: Children, wantedEvents: number): boolean {
  const toCome = children.running * END_EVENTS + children.starting * START_EVENTS;
  return isLonger(history, Math.min(MOST_EVENTS, wantedEvents * STRETCH) - toCome);
}

/** Have starts to be acknowledged before the next one? */
export function isBurst({ starting, characters }: Children): boolean {
  return starting >= BURST.starts || characters >= BURST.characters;
}

function isLonger({ historyLength, historySize }: HistorySize, events: number): boolean {
  return historyLength > events || historySize > MOST_BYTES;
}
