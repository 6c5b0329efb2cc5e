/** @module The calls of a judge model: the question whether the answer is right, once in each order. */
import { fallbacksOf, findByName, roleOf, type Model, type RegistrySnapshot } from '../domain/registry.js';
import type { AnswerCheckPlan, JudgeCall } from '../domain/answer-check.js';
import { MaestroError } from '../domain/errors.js';
import { JUDGE_STEPS } from '../domain/step-id.js';
import type { PlanDocument, PreparedTask } from '../domain/task.js';
import type { Finding } from '../grading/contract.js';
import { judgementOf, judgePrompts } from '../grading/generic/judge.js';
import { readReply } from './bodies.js';
import type { CallRow } from '../store/rows.js';
import { callsOf, plannedStep, type Work } from './work.js';

/** @throws MaestroError INVALID_INPUT when the registry has no such model, or it can't be called */
export function planJudge(snapshot: RegistrySnapshot, name: string): NonNullable<AnswerCheckPlan['judge']> {
  const model = findByName(snapshot.models, name);
  if (model === undefined) throw new MaestroError('INVALID_INPUT', `check.judge: the registry has no model "${name}".`);
  if (model.unavailable !== '') {
    throw new MaestroError('INVALID_INPUT', `check.judge: ${model.id} can't be called: ${model.unavailable}.`);
  }
  if (roleOf(model) === 'policy') {
    throw new MaestroError(
      'INVALID_INPUT',
      `check.judge: ${model.id} is a policy, and no worker serves it to others: give its card the role "both" or "service".`,
    );
  }
  const works = JUDGE_STEPS.map((step) => workOf(snapshot, model, step));
  return { steps: works.map(plannedStep), calls: callsOf(works) };
}

/** A step of the plan's judge. @throws MaestroError INTERNAL when the plan has none */
export function judgeCall(snapshot: RegistrySnapshot, { check }: PlanDocument, step: string): Work {
  const model = check?.judge === undefined ? undefined : findByName(snapshot.models, check.judge);
  if (model === undefined) throw new MaestroError('INTERNAL', `The pinned registry has no judge for ${step}.`);
  return workOf(snapshot, model, step);
}

/** A plain `ask` step; it sees the pictures if its model does. The prompt is filled in by the dispatcher. */
function workOf(snapshot: RegistrySnapshot, model: Model, step: string): Work {
  return {
    id: step,
    step: {
      ...{ id: step, kind: 'ask', needs: [], template: '', system: '', task: 'ask', params: { temperature: 0 } },
      ...{ images: model.modalities.includes('image') ? ['task'] : [], optional: false, each: 'task' },
    },
    ...{ image: undefined, sources: {}, previous: {}, unless: undefined, model },
    fallbacks: fallbacksOf(snapshot, model),
    prompt: () => '',
  };
}

/** What the judge is sent for this step. */
export function judgePromptOf(task: PreparedTask, answer: string, step: string): string {
  const [there, back] = judgePrompts({ question: task.question, answer, truths: task.groundTruth });
  return step === JUDGE_STEPS[0] ? there : back;
}

/** What the judge's replies come to, and which model gave them. */
export function judgement(
  task: PreparedTask,
  answer: string,
  asked: readonly JudgeCall[],
  rows: readonly CallRow[],
): Finding & { readonly model: string } {
  const failed = asked.find((call) => call.status !== 'ok');
  const replies = JUDGE_STEPS.map((step) => rows.find((row) => row.step === step));
  const [there, back] = replies;
  if (failed !== undefined || there === undefined || back === undefined) {
    const why = `the judge could not be asked: ${failed?.note ?? 'no reply is in the ledger'}`;
    return { correct: null, score: 0, extracted: '', why, model: '' };
  }
  const item = { question: task.question, answer, truths: task.groundTruth };
  return { ...judgementOf(item, [readReply(there).text, readReply(back).text]), model: there.model };
}
