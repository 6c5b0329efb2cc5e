/** @module `selectSkill`: the pair's names to registry entries, the Level-1 skill's router to a Level-2 solver. Pure but for reading. */
import { clip, oneLine } from '../domain/escape.js';
import { MaestroError } from '../domain/errors.js';
import {
  expertModels,
  findByName,
  nearestNames,
  pairName,
  type Model,
  type RegistrySnapshot,
  type Skill,
} from '../domain/registry.js';
import type { PlanDocument, PreparedTask } from '../domain/task.js';
import { DECIDE_STEP, ROUTE_STEP } from '../domain/step-id.js';
import { MAX_NOTE, MAX_ROUTE, type Selection } from '../domain/trajectory.js';
import { isFaultInjected } from '../learning/vary.js';
import { routeToSolver, solverOf } from '../skills/router.js';
import { findBySolver, skillFor } from '../skills/runnable.js';
import { readDecision, readReply } from './bodies.js';
import type { SelectInput } from './contract.js';
import type { RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import { planSolver } from './plan-solver.js';
import { routeCall, routerModel } from './route-call.js';
import type { RunRows } from './run-rows.js';
import { pairNames } from './transcript.js';
import { callsOf, plannedStep } from './work.js';

export function createSelectSkill(readPinned: ReadPinned, seen: RunRows) {
  return async ({ plan: ref, turn, routed }: SelectInput, { runId }: RunContext): Promise<Selection> => {
    const { plan, snapshot } = await readPinned(ref);
    const steps = routed === true ? [DECIDE_STEP, ROUTE_STEP] : [DECIDE_STEP];
    const run = { rolloutId: plan.rolloutId, runId };
    const rows = await seen.of(
      run,
      steps.map((step) => ({ turn, step })),
    );
    const row = rows.find(({ step }) => step === DECIDE_STEP);
    const action = row === undefined ? undefined : readDecision(row).action;
    if (action?.kind !== 'call') throw new MaestroError('INTERNAL', `turn ${turn} of ${plan.rolloutId} is no call`);
    if (routed !== true) return injected(plan, turn, action) ?? select(snapshot, action, plan.task);
    const reply = rows.find(({ step }) => step === ROUTE_STEP);
    if (reply === undefined)
      throw new MaestroError('INTERNAL', `The ledger lacks the router's reply (${plan.rolloutId}, turn ${turn}).`);
    return select(snapshot, action, plan.task, readReply(reply).text);
  };
}

/** In training, the share of calls that are to fail fail here: nobody is asked. */
function injected(
  { training, task }: Pick<PlanDocument, 'training' | 'task'>,
  turn: number,
  { model, skill }: { readonly model: string; readonly skill: string },
): Refused | undefined {
  const pair = pairName(model, skill);
  if (training === undefined || !isFaultInjected(training, task.id, turn, pair)) return undefined;
  return refused('unavailable', `${model} is down (a fault that training injects).`);
}

/**
 * Names resolve exactly or by declared alias; anything else is answered with the nearest valid names.
 * @param chosen the solver that a router chose which has been asked
 */
export function select(
  snapshot: RegistrySnapshot,
  action: { readonly model: string; readonly skill: string; readonly input: string },
  task: Pick<PreparedTask, 'question' | 'images'>,
  chosen?: string,
): Selection {
  const models = expertModels(snapshot);
  const model = findByName(models, action.model);
  if (model === undefined) return unknownName('model', action.model, models);
  const bySkill = findByName(snapshot.skills, action.skill);
  // Other systems offer as a skill what is a solver here: its alias names it outright.
  const bySolver = bySkill === undefined ? findBySolver(snapshot.skills, action.skill) : undefined;
  const whole = bySkill ?? bySolver?.skill;
  if (whole === undefined) return unknownName('skill', action.skill, snapshot.skills);
  const skill = skillFor(whole, model);
  const pair = pairName(model.id, skill.id);
  if (!model.skills.includes(skill.id)) {
    return refused('incompatible_pair', `${pair} is no valid pair. Pairs: ${pairNames(snapshot).join(', ')}.`);
  }
  if (model.unavailable !== '')
    return refused('unavailable', `${model.id}: ${model.unavailable}. Choose another pair.`);
  if (skill.needsImage && task.images.length === 0)
    return refused('rejected', `${skill.id} needs an image and the task has none.`);
  if (bySolver !== undefined && !skill.solvers.includes(bySolver.solver)) {
    return refused('incompatible_pair', `${model.id} can't run ${bySolver.solver.id}; it can run ${namesOf(skill)}.`);
  }
  const [only, ...others] = skill.solvers;
  const named = bySolver?.solver ?? (others.length === 0 ? only : undefined);
  if (named === undefined && skill.router.kind === 'classify' && chosen === undefined)
    return askRouter(snapshot, skill, model);
  const { solver, route } =
    named !== undefined
      ? { solver: named, route: bySolver === undefined ? '' : 'named by the policy' }
      : chosen === undefined
        ? routeFreely(skill, action.input, task.question)
        : { solver: solverOf(skill, chosen), route: `classify ${chosen}` };
  const plan = planSolver(snapshot, solver, model, task.images.length);
  if (plan.kind === 'refused') return refused(plan.status, plan.note);
  return {
    kind: 'solver',
    pair,
    solver: solver.id,
    route: clip(route, MAX_ROUTE),
    output: solver.output,
    steps: plan.works.map(plannedStep),
    calls: callsOf(plan.works),
  };
}

function askRouter(snapshot: RegistrySnapshot, skill: Skill, pairModel: Model): Selection {
  const model = routerModel(snapshot, skill, pairModel);
  if (model?.unavailable !== '') {
    const name = skill.router.kind === 'classify' ? skill.router.model : '';
    const why = model === undefined ? `${name}, which is switched off` : `${model.id}: ${model.unavailable}`;
    return refused('unavailable', `The router of ${skill.id} needs ${why}.`);
  }
  const pair = pairName(pairModel.id, skill.id);
  const work = routeCall(snapshot, skill, model);
  return { kind: 'route', pair, step: plannedStep(work), calls: callsOf([work]) };
}

/** By what the policy asked; where that fits no solver, as with terse inputs, by the task's own question. */
function routeFreely(skill: Skill, input: string, question: string) {
  const byInput = routeToSolver(skill, input);
  const fits = Object.values(byInput.scores).some((score) => score > 0);
  const { solver, scores } = fits ? byInput : routeToSolver(skill, question);
  return { solver, route: `${skill.router.kind} ${scoresLine(scores)}` };
}

function namesOf(skill: Skill): string {
  return skill.solvers.map(({ id }) => id).join(', ');
}

type Refused = Extract<Selection, { kind: 'refused' }>;

function refused(status: Refused['status'], note: string): Refused {
  return { kind: 'refused', status, note: clip(note, MAX_NOTE) };
}

function unknownName(what: string, name: string, known: readonly Pick<Skill, 'id' | 'aliases'>[]): Selection {
  const nearest = nearestNames(known, name, 5).join(', ');
  return refused('unknown_name', `There is no ${what} "${oneLine(name, 80)}". Nearest: ${nearest}.`);
}

/** The best first. */
function scoresLine(scores: Readonly<Record<string, number>>): string {
  const positive = Object.entries(scores).filter(([, score]) => score > 0);
  if (positive.length === 0) return 'fallback';
  return positive
    .sort((a, b) => b[1] - a[1])
    .map(([solver, score]) => `${solver} ${Number(score.toFixed(2))}`)
    .join(', ');
}
