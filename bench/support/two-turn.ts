/** @module The rollout that is measured: two expert calls, then an answer; and registries for it. */
import { IMAGE_MIMES } from '../../dist/domain/ref.js';
import { NO_USAGE } from '../../dist/domain/expert.js';
import type { Model, RegistrySnapshot, Skill, StepKind } from '../../dist/domain/registry.js';
import type { Policy, PolicyContext } from '../../dist/policies/policy.js';

export const QUESTION =
  'How many times do the blue and the red line cross each other? Answer with a number in curly braces.';

/** Calls the expert that `choose` names, twice, with what `ask` says; then answers with what it said. */
export function twoTurnPolicy(
  choose: (context: PolicyContext) => string = () => 'Expert',
  ask: (context: PolicyContext) => string = ({ task }) => task.question,
): Policy {
  return {
    name: 'two-turn',
    quick: true,
    timeoutMs: 5_000,
    systemPrompt: () => '',
    decide: (context) => {
      const { turns } = context;
      const action =
        turns.length < 2
          ? ({ kind: 'call', model: choose(context), skill: 'Plain', input: ask(context) } as const)
          : ({ kind: 'answer', text: turns.at(-1)?.observation.text ?? 'nothing' } as const);
      return Promise.resolve({ think: '', text: '', usage: NO_USAGE, action });
    },
  };
}

const COMMON = {
  aliases: [],
  strengths: '',
  whenToChoose: '',
  limits: '',
  modalities: ['text'],
  contextTokens: undefined,
  images: { maxCount: 32, maxBytes: 20 * 1024 * 1024, maxSide: 16_384, formats: IMAGE_MIMES },
  price: { inputPerMTok: 0, outputPerMTok: 0, perCall: 0 },
  latency: undefined,
  license: '',
  revision: '',
  ratePerMinute: undefined,
  timeoutMs: 60_000,
  maxAttempts: 5,
  deadlineMs: 301_000,
  hedge: false,
  fallbacks: [],
  skills: ['Plain'],
  unavailable: '',
} as const;

/** An expert in the worker's own process, behind a queue of its own. */
export function engineExpert(id: string, concurrency: number): Model {
  return { ...COMMON, id, provider: 'engine', engine: 'raster', quick: false, concurrency };
}

/** An expert over HTTP. */
export function httpExpert(id: string, baseUrl: string, concurrency: number): Model {
  return {
    ...COMMON,
    ...{ id, provider: 'openai', baseUrl, servedName: id, apiKeyEnv: '', concurrency },
    ...{ temperature: undefined, topP: undefined, maxOutputTokens: 64, role: 'expert', boxes: 'pixel' },
    ...{ port: undefined, weights: '', vllmArgs: [], cache: false },
  };
}

const PLAIN: Skill = {
  id: 'Plain',
  aliases: [],
  summary: '',
  whenToUse: '',
  limits: '',
  keywords: [],
  needsImage: false,
  router: { kind: 'keyword', rules: [], fallback: 'plain' },
  solvers: [
    {
      id: 'plain',
      aliases: [],
      summary: '',
      when: '',
      steps: [
        {
          id: 'solve',
          kind: 'solve',
          needs: [],
          template: '{{ input }}',
          system: '',
          task: 'any',
          params: {},
          images: ['task'],
          optional: false,
          each: 'task',
        },
      ],
      output: 'solve',
      repair: undefined,
    },
  ],
};

/** With one skill, `Plain`, whose only step asks the model; `ask` for endpoints, `solve` for engines. */
export function snapshotOf(models: readonly Model[]): RegistrySnapshot {
  const kind: StepKind = models.some(({ provider }) => provider === 'openai') ? 'ask' : 'solve';
  const solvers = PLAIN.solvers.map((solver) => ({
    ...solver,
    steps: solver.steps.map((step) => ({ ...step, kind })),
  }));
  return { version: 1, models, services: [], skills: [{ ...PLAIN, solvers }] };
}
