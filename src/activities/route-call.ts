/** @module The call of a router that asks a model: which of a skill's solvers fits the question. */
import { findByName, type Model, type RegistrySnapshot, type Skill } from '../domain/registry.js';
import { ROUTE_STEP } from '../domain/step-id.js';
import type { TemplateScope } from '../skills/template.js';
import type { Work } from './work.js';

/** The model that the router asks; undefined when the snapshot lacks it, or the router asks none. */
export function routerModel(snapshot: RegistrySnapshot, { router }: Skill, pairModel: Model): Model | undefined {
  if (router.kind !== 'classify') return undefined;
  return router.model === '' ? pairModel : findByName(snapshot.models, router.model);
}

/** A `classify` step among the skill's solvers; it sees the pictures where the skill is about pictures. */
export function routeCall(skill: Skill, model: Model): Work {
  return {
    id: ROUTE_STEP,
    step: {
      id: ROUTE_STEP,
      kind: 'classify',
      needs: [],
      template: '',
      system: '',
      task: '',
      params: { options: skill.solvers.map((solver) => solver.id), temperature: 0 },
      images: skill.needsImage && model.modalities.includes('image') ? ['task'] : [],
      optional: false,
      each: 'task',
    },
    image: undefined,
    sources: {},
    previous: {},
    unless: undefined,
    model,
    prompt: (scope) => routePrompt(skill, scope),
  };
}

function routePrompt(skill: Skill, { question, input }: TemplateScope): string {
  return [
    'Several procedures can work on a request. Choose the one that fits it best; do not work on the request itself.',
    skill.solvers.map(({ id, summary, when }) => `- ${id}: ${summary} For: ${when}`).join('\n'),
    `The request: ${input}`,
    ...(input === question ? [] : [`It is made in order to answer: ${question}`]),
  ].join('\n\n');
}
