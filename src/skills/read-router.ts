/** @module Reads the router of a skill: its names become ids of solvers, and every solver must be within its reach. */
import { findByName, type Router, type RouteRule, type Solver } from '../domain/registry.js';
import { faultAt, type Fault, type FieldPath } from './fault.js';
import { outvoted } from './outvoted.js';
import { touches } from './salvage.js';
import type { SkillCard } from './skill-card.js';
import type { SkillFields } from './skill-schema.js';
import type { ParsedSolver } from './solver-file.js';

type Named = { readonly id: string; readonly aliases: readonly string[] };
type RouterFields = SkillFields['router'];

interface SkillSolvers {
  /** All of the skill, those that can't be read among them. */
  readonly solvers: readonly Named[];
  /** Those that can, with rules of their own. */
  readonly parsed: readonly ParsedSolver[];
}

/** The router; of `classify` the model is still as written. */
export function readRouter(
  fields: RouterFields,
  { solvers, parsed }: SkillSolvers,
  { source, atFault }: Pick<SkillCard, 'source' | 'atFault'>,
  faults: Fault[],
): Router {
  const add = (path: FieldPath, message: string): void => {
    if (!touches(atFault, ['router', ...path])) faults.push(faultAt(source, ['router', ...path], message));
  };
  const isSound =
    !touches(atFault, ['router']) &&
    parsed.length === solvers.length &&
    !parsed.some((solver) => touches(solver.atFault, ['route']));
  const listed = fields.rules.map((rule, index) => ({
    ...rule,
    solver: resolve(rule.solver, ['rules', index, 'solver'], solvers, add),
  }));
  const own = parsed.flatMap(({ value: { id }, route }) => route.map((rule) => ({ ...rule, solver: id })));
  const rules = [...listed, ...own];
  const named = fields.fallback === undefined ? undefined : resolve(fields.fallback, ['fallback'], solvers, add);
  const ruleless =
    fields.kind === 'keyword' ? solvers.filter(({ id }) => !rules.some((rule) => rule.solver === id)) : [];
  const fallback = named ?? onlyOne(ruleless.length === 0 ? solvers : ruleless);
  // Of a router at fault only the names are checked: that something is not reached would follow from the fault.
  if (isSound) {
    checkMeaning(fields, parsed, add, faults);
    if (fallback === undefined && fields.kind !== 'classify') add(['fallback'], adviceOnFallback(fields.kind, solvers));
    if (fields.kind === 'keyword') checkReach(rules, fallback ?? '', { solvers, parsed }, add, faults);
    if (fields.kind === 'classify' && solvers.length === 1)
      add(['kind'], 'pays for a choice among one solver, remove the router');
  }
  switch (fields.kind) {
    case 'keyword':
      return { kind: 'keyword', rules, fallback: fallback ?? '' };
    case 'similarity':
      return { kind: 'similarity', fallback: fallback ?? '' };
    case 'classify':
      return { kind: 'classify', model: fields.model ?? '' };
  }
}

type Add = (path: FieldPath, message: string) => void;

/** What is written must mean something to a router of its kind. */
function checkMeaning(fields: RouterFields, parsed: readonly ParsedSolver[], add: Add, faults: Fault[]): void {
  const message = `has no meaning in a router of kind ${fields.kind}, remove it`;
  if (fields.kind !== 'keyword' && fields.rules.length > 0) add(['rules'], message);
  if (fields.kind !== 'classify' && fields.model !== undefined) add(['model'], message);
  if (fields.kind === 'classify' && fields.fallback !== undefined) add(['fallback'], message);
  if (fields.kind === 'keyword') return;
  for (const { source } of parsed.filter(({ route }) => route.length > 0))
    faults.push(
      faultAt(source, ['route'], `has no meaning where the skill's router is of kind ${fields.kind}, remove it`),
    );
}

/** There must be a question that leads to each solver; one that has no rules or no chance is told in its own file, where that is. */
function checkReach(
  rules: readonly RouteRule[],
  fallback: string,
  { solvers, parsed }: SkillSolvers,
  add: Add,
  faults: Fault[],
): void {
  const known = solvers.map((solver) => solver.id);
  const targets = [...rules.map((rule) => rule.solver), fallback];
  // A misspelt target is a fault already; that its solver is not reached follows from it.
  if (!targets.every((id) => known.includes(id))) return;
  const tell = (id: string, message: string): void => {
    const own = parsed.find((solver) => solver.value.id === id);
    const isHere = own !== undefined && (own.route.length > 0 || !rules.some((rule) => rule.solver === id));
    if (isHere) faults.push(faultAt(own.source, ['route'], message));
    else add(['rules'], `of solver "${id}": ${message}`);
  };
  for (const id of known.filter((each) => !targets.includes(each)))
    tell(id, 'is missing and no rule of the skill leads here, add route: [{ any: [words of its questions] }]');
  const doneBy = new Map(parsed.map(({ value }) => [value.id, runnersOf(value)]));
  for (const { id, by } of outvoted(rules, fallback, (a, b) => doneBy.get(a) === doneBy.get(b)))
    tell(
      id,
      `never leads here: wherever it matches, solver "${by}" has as much weight, write other words or a higher weight`,
    );
}

/** Which models run it, as one text: those that do its tasks of engines, or chat models. */
function runnersOf({ steps }: Solver): string {
  const tasks = steps.flatMap((step) => (step.kind === 'solve' ? [step.task] : []));
  return [...new Set(tasks)].sort().join();
}

function adviceOnFallback(kind: 'keyword' | 'similarity', solvers: readonly Named[]): string {
  const names = solvers.map((solver) => solver.id).join(', ');
  return kind === 'keyword'
    ? `is missing, name the solver of questions that no rule matches: ${names}; or add "route" to the file of all but one`
    : `is missing, name the solver of questions that no card matches: ${names}`;
}

/** Undefined where there are several; empty where there is none. */
function onlyOne([first, ...more]: readonly Named[]): string | undefined {
  return more.length === 0 ? (first?.id ?? '') : undefined;
}

function resolve(name: string, path: FieldPath, solvers: readonly Named[], add: Add): string {
  const found = findByName(solvers, name);
  if (found !== undefined) return found.id;
  add(path, `names the unknown solver "${name}", use one of ${solvers.map((solver) => solver.id).join(', ')}`);
  return name;
}
