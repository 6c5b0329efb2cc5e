/** @module The activities as Temporal calls them: a factory with its dependencies injected. */
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { createCheckAnswer } from './check-answer.js';
import type { RolloutActivities } from './contract.js';
import { createDecide } from './decide.js';
import type { ActivityDeps, RunContext } from './deps.js';
import { createDispatch } from './dispatch.js';
import { pinnedReader } from './documents.js';
import { createPrepare } from './prepare.js';
import { createRecordResult } from './record-result.js';
import { createSelectSkill } from './select-skill.js';

/** @param contextOf tells an activity its attempt and when to stop; Temporal's own unless a driver gives another */
export function createActivities(deps: ActivityDeps, contextOf: () => RunContext = temporalContext): RolloutActivities {
  const readPinned = pinnedReader(deps.results.documents);
  const decide = createDecide(deps, readPinned);
  const dispatch = createDispatch(deps, readPinned);
  return {
    prepare: createPrepare(deps),
    decide: (input) => decide(input, contextOf()),
    selectSkill: createSelectSkill(deps, readPinned),
    dispatch: (input) => dispatch(input, contextOf()),
    checkAnswer: createCheckAnswer(deps, readPinned),
    recordResult: createRecordResult(deps, readPinned),
  };
}

function temporalContext(): RunContext {
  const { attempt, startToCloseTimeoutMs } = activityInfo();
  return { attempt, endsAtMs: Date.now() + startToCloseTimeoutMs, signal: cancellationSignal() };
}
