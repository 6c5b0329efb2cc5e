/** @module The registry as tables for people and as JSON for programs. Holds names of key variables, never keys. */
import type { RegistrySnapshot } from '../domain/registry.js';
import { POLICY_FORMS } from '../policies/policy-name.js';
import { describeRegistry, unavailableByReason, type ServiceRow } from '../registry/describe.js';
import { hashJson } from '../store/hash.js';
import type { Context } from './command.js';
import { EXIT } from './exit-codes.js';
import { count } from './format.js';
import { renderTable, type Column } from './table.js';

export function tellRegistry({ out }: Pick<Context, 'out'>, snapshot: RegistrySnapshot): number {
  const { models, services, skills, pairs } = describeRegistry(snapshot);
  const { colors } = out;
  const hash = hashJson(snapshot);
  out.emit({ hash, models, services, skills, pairs, policies: POLICY_FORMS });
  out.print(colors.bold('Models'));
  const modelRows = models.map((model) => [
    model.id,
    model.provider,
    model.role,
    model.skills.join(', '),
    [...model.card, ...(model.fallbacks.length > 0 ? [`then ${model.fallbacks.join(', ')}`] : [])].join(', '),
    model.unavailable === '' ? colors.green('yes') : colors.yellow(`no: ${model.unavailable}`),
  ]);
  for (const line of renderTable(columns('id', 'provider', 'role', 'skills', 'card', 'can be called'), modelRows))
    out.print(line);
  out.print();
  out.print(colors.bold('Skills'));
  const skillRows = skills.map((skill) => [skill.id, skill.solvers.map((solver) => solver.id).join(', ')]);
  for (const line of renderTable(columns('id', 'solvers'), skillRows)) out.print(line);
  out.print();
  out.print(`${colors.bold('Services')}  ${services.map(serviceText).join(', ') || 'none'}`);
  out.print(`${colors.bold('Pairs')}     ${pairs.join(', ') || 'none'}`);
  out.print(`${colors.bold('Policies')}  ${POLICY_FORMS.join(', ')}`);
  out.print(`${colors.bold('Hash')}      ${hash}`);
  return EXIT.ok;
}

/** `code: QuickJS (python: Python)`, `ocr: Tesseract (switched off: Tesseract)` */
function serviceText({ kind, model, languages = {}, switchedOff }: ServiceRow): string {
  const own = Object.entries(languages).filter(([, name]) => name !== model);
  const facts = [...own.map((pair) => pair.join(': ')), ...switchedOff.map((name) => `switched off: ${name}`)];
  return `${kind}: ${model}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

export function tellChecked(
  { out }: Pick<Context, 'out'>,
  snapshot: RegistrySnapshot,
  roots: readonly string[],
): number {
  const { models, services, skills, pairs } = describeRegistry(snapshot);
  const missed = services.flatMap(({ kind, switchedOff }) => switchedOff.map((model) => ({ kind, model })));
  const unavailable = models.filter((model) => model.unavailable !== '');
  out.emit({
    valid: true,
    hash: hashJson(snapshot),
    roots,
    models: models.length,
    skills: skills.length,
    pairs,
    unavailable: unavailable.map(({ id, unavailable: reason }) => ({ id, reason })),
    switched_off: missed,
  });
  out.print(
    out.colors.green(
      `Valid: ${count(models.length, 'model')}, ${count(skills.length, 'skill')}, ${count(pairs.length, 'pair')}.`,
    ),
  );
  for (const root of roots) out.print(`  read ${root}`);
  for (const { reason, ids } of unavailableByReason(models))
    out.print(out.colors.yellow(`  ${ids.join(', ')} can't be called now: ${reason}`));
  for (const { kind, model } of missed)
    out.print(out.colors.yellow(`  The service ${kind} can't be called on ${model}, which is switched off`));
  return EXIT.ok;
}

function columns(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => ({ title, align: 'left' }));
}
