/** @module What a solver's steps come to together: the observation of its turn, as the workflow keeps it. */
import { MaestroError } from './errors.js';
import { clip, oneLine } from './escape.js';
import { baseStep } from './step-id.js';
import { MAX_NOTE, MAX_SUMMARY, type PlannedSolver, type StepOutcome, type TurnRecord } from './trajectory.js';

type Observed = Pick<TurnRecord, 'status' | 'outputStep' | 'note' | 'summary' | 'confidence'>;

/** @throws MaestroError INTERNAL when nothing ran that could be observed: a bug of a driver */
export function observationOf({ steps, output }: PlannedSolver, outcomes: readonly StepOutcome[]): Observed {
  const isOptional = (id: string): boolean => steps.some((step) => step.id === id && step.optional === true);
  // A failed or declining step that is no optional evidence ends its solver: what it said is the observation.
  const failed = outcomes.find((outcome) => outcome.status !== 'ok' && !isOptional(outcome.step));
  if (failed !== undefined) return fieldsOf(failed, failed.status === 'cannot' ? failed.step : '', failed.note);

  const ran = outcomes.filter((outcome) => baseStep(outcome.step) === output);
  const last = ran.at(-1);
  if (last === undefined)
    throw new MaestroError(
      'INTERNAL',
      `A solver was observed without its output "${output}": the driver must run that step.`,
    );
  const check = outcomes.filter((outcome) => outcome.passed !== null).at(-1);
  const notes = [last.note, check?.passed === false && check.step !== last.step ? NOT_PASSED : ''];
  const note = clip(notes.filter((part) => part !== '').join(' '), MAX_NOTE);
  return last.step.includes('.') ? fieldsOf(together(ran), output, note) : fieldsOf(last, last.step, note);
}

const NOT_PASSED = 'The check of this answer did not pass.';

function fieldsOf({ status, summary, confidence }: StepOutcome, outputStep: string, note: string): Observed {
  return { status, outputStep, note, summary, confidence };
}

/** The outcomes of one step for several images: as sure as the least sure of them. */
function together(outcomes: readonly StepOutcome[]): StepOutcome {
  return outcomes.reduce((all, one) => ({
    ...all,
    summary: oneLine(`${all.summary}; ${one.summary}`, MAX_SUMMARY),
    confidence: all.confidence === null || one.confidence === null ? null : Math.min(all.confidence, one.confidence),
  }));
}
