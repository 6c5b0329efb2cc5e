/** @module What learned policies need of the stores and of grading. */
import { committedKey } from '../../grading/committed.js';
import type { LearnedDeps } from '../../policies/learned/learned-policy.js';
import type { ResultStore } from '../../store/result-store.js';
import { gradeFactsOf } from '../score-answer.js';
import { checkpointLoader } from './stored-checkpoints.js';

export function learnedDeps(results: Pick<ResultStore, 'documents' | 'learning'>): LearnedDeps {
  return {
    load: checkpointLoader(results),
    keyOf: (task, answer) => committedKey({ ...gradeFactsOf(task), answer }),
  };
}
