/** @module Who is to decide where the rules can't, checked against the registry when the rollout begins. */
import type { AnswerCheckInput, AnswerCheckPlan } from '../domain/answer-check.js';
import { findByName, type RegistrySnapshot } from '../domain/registry.js';
import { planJudge } from './judge-call.js';
import type { ParsedInput } from './rollout-input-schema.js';

export interface PlannedCheck {
  /** For the plan's document; undefined: nobody. */
  readonly input: AnswerCheckInput | undefined;
  /** For the workflow. */
  readonly plan: AnswerCheckPlan | undefined;
}

/** @throws MaestroError INVALID_INPUT when the judge can't be one */
export function planCheck(snapshot: RegistrySnapshot, check: ParsedInput['check'] = {}): PlannedCheck {
  const { judge: name, review_seconds: seconds, review_default: otherwise = 'undecided' } = check;
  if (name === undefined && seconds === undefined) return { input: undefined, plan: undefined };
  const judge = name === undefined ? undefined : planJudge(snapshot, name);
  const id = name === undefined ? undefined : findByName(snapshot.models, name)?.id;
  return {
    input: {
      ...(id === undefined ? {} : { judge: id }),
      ...(seconds === undefined ? {} : { review_seconds: seconds, review_default: otherwise }),
    },
    plan: {
      ...(judge === undefined ? {} : { judge }),
      ...(seconds === undefined ? {} : { review: { waitMs: Math.round(seconds * 1_000), otherwise } }),
    },
  };
}
