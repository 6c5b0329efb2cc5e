/** @module Reads the router of a skill: its names become ids of solvers, and every solver must be within its reach. */
import { findByName, type Router } from '../domain/registry.js';
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';
import type { SkillFields } from './skill-schema.js';
import type { ParsedSolver } from './solver-file.js';

type Named = { readonly id: string; readonly aliases: readonly string[] };
type RouterFields = SkillFields['router'];

/**
 * The router; of `classify` the model is still as written.
 * @param solvers all of the skill, those that can't be read among them; `parsed`: those that can, with rules of their own
 */
export function readRouter(
  fields: RouterFields,
  { solvers, parsed }: { readonly solvers: readonly Named[]; readonly parsed: readonly ParsedSolver[] },
  source: Source,
  faults: Fault[],
): Router {
  const add = (path: FieldPath, message: string): void =>
    void faults.push(faultAt(source, ['router', ...path], message));
  const unused = (field: 'rules' | 'fallback' | 'model', isSet: boolean): void => {
    if (isSet) add([field], `has no meaning in a router of kind ${fields.kind}, remove it`);
  };
  unused('rules', fields.kind !== 'keyword' && fields.rules.length > 0);
  unused('model', fields.kind !== 'classify' && fields.model !== undefined);
  unused('fallback', fields.kind === 'classify' && fields.fallback !== undefined);
  if (fields.kind !== 'keyword') {
    for (const solver of parsed.filter(({ route }) => route.length > 0)) {
      const message = `has no meaning where the skill's router is of kind ${fields.kind}, remove it`;
      faults.push(faultAt(solver.source, ['route'], message));
    }
  }
  switch (fields.kind) {
    case 'keyword':
      return readKeyword(fields, solvers, parsed, add);
    case 'similarity':
      return { kind: 'similarity', fallback: readFallback(fields, solvers, solvers, add) };
    case 'classify':
      if (solvers.length === 1) add(['kind'], 'pays for a choice among one solver, remove the router');
      return { kind: 'classify', model: fields.model ?? '' };
  }
}

type Add = (path: FieldPath, message: string) => void;

function readKeyword(
  fields: RouterFields,
  solvers: readonly Named[],
  parsed: readonly ParsedSolver[],
  add: Add,
): Router {
  const known = solvers.map((solver) => solver.id);
  const listed = fields.rules.map((rule, index) => ({
    ...rule,
    solver: resolve(rule.solver, ['rules', index, 'solver'], solvers, add),
  }));
  const own = parsed.flatMap(({ value: { id }, route }) => route.map((rule) => ({ ...rule, solver: id })));
  const rules = [...listed, ...own];
  const ruleless = solvers.filter(({ id }) => !rules.some((rule) => rule.solver === id));
  const fallback = readFallback(fields, solvers, ruleless.length === 0 ? solvers : ruleless, add);
  const targets = [...rules.map((rule) => rule.solver), fallback];
  // A misspelt target is a fault already; that its solver is not reached follows from it.
  const unreached = targets.every((id) => known.includes(id)) ? known.filter((id) => !targets.includes(id)) : [];
  for (const id of unreached)
    add(['rules'], `lead nowhere to solver "${id}", add a rule for it, or "route" in its file`);
  return { kind: 'keyword', rules, fallback };
}

/** The only one that it can be where none is named; empty, with a fault, where there are several. */
function readFallback(fields: RouterFields, solvers: readonly Named[], candidates: readonly Named[], add: Add): string {
  if (fields.fallback !== undefined) return resolve(fields.fallback, ['fallback'], solvers, add);
  const [only, ...more] = candidates;
  if (more.length === 0) return only?.id ?? '';
  const message = `is missing, name the solver of questions that no ${fields.kind === 'keyword' ? 'rule' : 'card'} matches`;
  add(['fallback'], `${message}: ${solvers.map((solver) => solver.id).join(', ')}`);
  return '';
}

function resolve(name: string, path: FieldPath, solvers: readonly Named[], add: Add): string {
  const found = findByName(solvers, name);
  if (found !== undefined) return found.id;
  add(path, `names the unknown solver "${name}", use one of ${solvers.map((solver) => solver.id).join(', ')}`);
  return name;
}
