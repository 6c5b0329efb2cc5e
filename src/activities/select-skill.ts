/** @module `selectSkill`: the pair's names to registry entries, the Level-1 skill's router to a Level-2 solver. Pure but for reading. */
import { clip, oneLine } from '../domain/escape.js';
import { MaestroError } from '../domain/errors.js';
import {
  expertModels,
  findByName,
  nearestNames,
  pairName,
  type RegistrySnapshot,
  type Skill,
} from '../domain/registry.js';
import type { PreparedTask } from '../domain/task.js';
import { MAX_NOTE, type Selection } from '../domain/trajectory.js';
import { routeToSolver, type Routing } from '../skills/router.js';
import { readDecision } from './bodies.js';
import type { SelectInput } from './contract.js';
import type { RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import { planSteps } from './plan-steps.js';
import type { RunRows } from './run-rows.js';
import { DECIDE_STEP, pairNames } from './transcript.js';

export function createSelectSkill(readPinned: ReadPinned, seen: RunRows) {
  return async ({ plan: ref, turn }: SelectInput, { runId }: RunContext): Promise<Selection> => {
    const { plan, snapshot } = await readPinned(ref);
    const [row] = await seen.of({ rolloutId: plan.rolloutId, runId }, [{ turn, step: DECIDE_STEP }]);
    const action = row === undefined ? undefined : readDecision(row).action;
    if (action?.kind !== 'call') throw new MaestroError('INTERNAL', `turn ${turn} of ${plan.rolloutId} is no call`);
    return select(snapshot, action, plan.task);
  };
}

/** Names resolve exactly or by declared alias; anything else is answered with the nearest valid names. */
export function select(
  snapshot: RegistrySnapshot,
  action: { readonly model: string; readonly skill: string; readonly input: string },
  task: Pick<PreparedTask, 'question' | 'images'>,
): Selection {
  const models = expertModels(snapshot);
  const model = findByName(models, action.model);
  if (model === undefined) return unknownName('model', action.model, models);
  const skill = findByName(snapshot.skills, action.skill);
  if (skill === undefined) return unknownName('skill', action.skill, snapshot.skills);
  const pair = pairName(model.id, skill.id);
  if (!model.skills.includes(skill.id)) {
    return refused('incompatible_pair', `${pair} is no valid pair. Pairs: ${pairNames(snapshot).join(', ')}.`);
  }
  if (model.unavailable !== '')
    return refused('unavailable', `${model.id}: ${model.unavailable}. Choose another pair.`);
  if (skill.needsImage && task.images.length === 0)
    return refused('rejected', `${skill.id} needs an image and the task has none.`);
  const { solver, scores } = route(skill, action.input, task.question);
  const steps = planSteps(snapshot, solver, model);
  return 'note' in steps
    ? refused('unavailable', steps.note)
    : { kind: 'solver', pair, solver: solver.id, scores: scoresLine(scores), steps: steps.steps };
}

/** By what the policy asked; where that matches no rule, as with terse inputs, by the task's own question. */
function route(skill: Skill, input: string, question: string): Routing {
  const byInput = routeToSolver(skill, input);
  return Object.values(byInput.scores).some((score) => score > 0) ? byInput : routeToSolver(skill, question);
}

type Refused = Extract<Selection, { kind: 'refused' }>;

function refused(status: Refused['status'], note: string): Refused {
  return { kind: 'refused', status, note: clip(note, MAX_NOTE) };
}

function unknownName(what: string, name: string, known: readonly Pick<Skill, 'id' | 'aliases'>[]): Selection {
  const nearest = nearestNames(known, name, 5).join(', ');
  return refused('unknown_name', `There is no ${what} "${oneLine(name, 80)}". Nearest: ${nearest}.`);
}

function scoresLine(scores: Readonly<Record<string, number>>): string {
  const positive = Object.entries(scores).filter(([, score]) => score > 0);
  if (positive.length === 0) return 'no rule matched: the fallback';
  return clip(
    positive
      .sort((a, b) => b[1] - a[1])
      .map(([solver, score]) => `${solver} ${score}`)
      .join(', '),
    200,
  );
}
