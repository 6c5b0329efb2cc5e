/** @module The activities as Temporal calls them: a factory with its dependencies injected. */
import { activityInfo } from '@temporalio/activity';
import { callSignal } from '../temporal/stop-interceptor.js';
import { createCheckAnswer } from './check-answer.js';
import type { RolloutActivities } from './contract.js';
import { createDecide } from './decide.js';
import type { ActivityDeps, RunContext } from './deps.js';
import { createDispatch } from './dispatch.js';
import { pinnedReader } from './documents.js';
import { createPrepare } from './prepare.js';
import { createRecordResult } from './record-result.js';
import { RunRows } from './run-rows.js';
import { createSelectSkill } from './select-skill.js';

/** @param contextOf tells an activity its attempt and when to stop; Temporal's own unless a driver gives another */
export function createActivities(deps: ActivityDeps, contextOf: () => RunContext = temporalContext): RolloutActivities {
  const readPinned = pinnedReader(deps.results.documents);
  const rows = new RunRows(deps.results.ledger);
  const decide = createDecide(deps, readPinned, rows);
  const select = createSelectSkill(readPinned, rows);
  const dispatch = createDispatch(deps, readPinned, rows);
  const check = createCheckAnswer(deps, readPinned, rows);
  const record = createRecordResult(deps, readPinned, rows);
  return {
    prepare: createPrepare(deps),
    decide: (input) => decide(input, contextOf()),
    selectSkill: (input) => select(input, contextOf()),
    dispatch: (input) => dispatch(input, contextOf()),
    checkAnswer: (input) => check(input, contextOf()),
    recordResult: (input) => record(input, contextOf()),
  };
}

function temporalContext(): RunContext {
  const { activityId, attempt, isLocal, startToCloseTimeoutMs, workflowExecution } = activityInfo();
  return {
    runId: workflowExecution?.runId ?? '',
    activityId,
    quick: isLocal,
    attempt,
    endsAtMs: Date.now() + startToCloseTimeoutMs,
    signal: callSignal(),
  };
}
