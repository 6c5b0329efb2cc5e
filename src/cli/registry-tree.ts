/** @module `maestro registry list --tree`: skills with their solvers and steps, models with their pairs. */
import type { RegistrySnapshot } from '../domain/registry.js';
import { registryTree, type ModelNode, type SkillNode, type SolverNode, type StepNode } from '../registry/tree.js';
import { hashJson } from '../store/hash.js';
import type { Context } from './command.js';
import { EXIT } from './exit-codes.js';
import type { Colors } from './output.js';

export function tellTree({ out }: Pick<Context, 'out'>, snapshot: RegistrySnapshot): number {
  const tree = registryTree(snapshot);
  const hash = hashJson(snapshot);
  out.emit({ hash, ...tree });
  out.print(out.colors.bold('Skills'));
  for (const skill of tree.skills) for (const line of skillLines(skill, out.colors)) out.print(line);
  out.print();
  out.print(out.colors.bold('Models'));
  for (const model of tree.models) for (const line of modelLines(model, out.colors)) out.print(line);
  out.print();
  out.print(out.colors.dim(`hash ${hash}`));
  return EXIT.ok;
}

function skillLines(
  { id, aliases, summary, needsImage, router, solvers }: SkillNode,
  colors: Colors,
): readonly string[] {
  const facts = [
    needsImage ? 'on images' : 'on text',
    ...(solvers.length > 1 ? [`router ${router}`] : []),
    ...(aliases.length > 0 ? [`also ${aliases.join(', ')}`] : []),
  ];
  return [
    `  ${colors.cyan(id)}  ${colors.dim(`${summary} (${facts.join('; ')})`)}`,
    ...solvers.flatMap((solver) => [
      `    ${solver.id}  ${colors.dim(solver.summary + alsoKnown(solver))}`,
      ...solver.steps.map((step) => `      ${stepLine(step)}`),
      ...(solver.repair === '' ? [] : [`      again if it fails: ${solver.repair}`]),
      ...(solver.output === solver.steps.at(-1)?.id ? [] : [`      answers with: ${solver.output}`]),
    ]),
  ];
}

function alsoKnown({ aliases }: SolverNode): string {
  return aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
}

function stepLine({ id, kind, task, needs, optional, eachImage, service, model, switchedOff }: StepNode): string {
  const server = model === '' ? 'no such service' : `${model}${switchedOff ? ', switched off' : ''}`;
  const who = service === '' ? 'the model of the pair' : `${service}: ${server}`;
  const facts = [
    ...(needs.length === 0 ? [] : [`after ${needs.join(', ')}`]),
    ...(optional ? ['optional'] : []),
    ...(eachImage ? ['for each image'] : []),
  ];
  return [`${id}: ${[kind, task].join(' ').trim()} [${who}]`, ...facts].join(', ');
}

function modelLines({ id, role, unavailable, pairs, services }: ModelNode, colors: Colors): readonly string[] {
  const state = unavailable === '' ? '' : colors.yellow(`  can't be called: ${unavailable}`);
  return [
    `  ${colors.cyan(id)}  ${role}${state}`,
    ...pairs.map((pair) => `    ${pair}`),
    ...services.map((service) => `    service ${service}`),
  ];
}
