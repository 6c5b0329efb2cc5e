/** @module A snapshot whose experts the rig scripts: a quick one, a regular one, and a solver for each feature of solvers. */
import { NO_USAGE, type ExpertReply, type ExpertRequest } from '../../src/domain/expert.js';
import type { RegistrySnapshot, Solver, SolverStep } from '../../src/domain/registry.js';
import { engineModel, skill } from './snapshot.js';

function step(id: string, fields: Partial<SolverStep> = {}): SolverStep {
  return {
    id,
    kind: 'solve',
    needs: [],
    template: '{{ input }}',
    system: '',
    task: 'any',
    params: {},
    images: ['task'],
    optional: false,
    each: 'task',
    ...fields,
  };
}

function solver(id: string, steps: readonly SolverStep[], fields: Partial<Solver> = {}): Solver {
  const output = steps.at(-1)?.id ?? '';
  return { id, aliases: [], summary: id, when: '', steps, output, repair: undefined, ...fields };
}

export function rigSnapshot(): RegistrySnapshot {
  return {
    version: 1,
    models: [
      engineModel('Quick', { skills: ['Plain', 'Chain', 'Look', 'Repair', 'Evidence', 'Routed'] }),
      engineModel('Slow', { quick: false, skills: ['Plain', 'Chain', 'Routed'], maxAttempts: 2, aliases: ['sloth'] }),
      engineModel('Gone', { skills: ['Plain'], unavailable: 'its address is not set' }),
    ],
    services: [
      { kind: 'ocr', model: 'Slow' },
      { kind: 'caption', model: 'Slow' },
      { kind: 'code', model: 'Quick' },
      { kind: 'zoom', model: 'Gone' },
    ],
    skills: [
      skill('Plain', { keywords: ['plain'], solvers: [solver('plain', [step('only')])] }),
      skill('Look', { needsImage: true, solvers: [solver('plain', [step('only')])] }),
      skill('Chain', {
        keywords: ['chain'],
        solvers: [
          solver('plain', [
            step('left'),
            step('right', { kind: 'ocr' }),
            step('join', {
              needs: ['left', 'right'],
              template: '{{ steps.left.text }}+{{ steps.right.text }}',
              images: [],
            }),
          ]),
        ],
      }),
      // Written, checked, and written again until the check passes.
      skill('Repair', {
        solvers: [
          solver(
            'plain',
            [
              step('write', {
                template:
                  '{{ input }}{% if previous.check.text != blank %}; {{ previous.write.text }} was {{ previous.check.text }}{% endif %}',
              }),
              step('check', { kind: 'run-code', needs: ['write'], template: 'check <{{ steps.write.text }}>' }),
            ],
            { output: 'write', repair: { from: 'write', check: 'check', rounds: 2 } },
          ),
        ],
      }),
      // A caption of each picture, and a crop that no service makes, if they can be had.
      skill('Evidence', {
        solvers: [
          solver('plain', [
            step('see', { kind: 'caption', template: 'caption {{ input }}', each: 'image', optional: true }),
            step('crop', { kind: 'zoom', optional: true }),
            step('say', {
              needs: ['see', 'crop'],
              template:
                '{{ input }}: {{ steps.see.text }}{{ steps.crop.text }} ({% for item in steps.see.items %}{{ item.text | size }},{% endfor %})',
              system: 'You see {{ steps.see.items | size }} pictures',
              images: ['task', 'see'],
            }),
          ]),
        ],
      }),
      skill('Routed', {
        router: { kind: 'classify', model: '' },
        solvers: [
          solver('one-thing', [step('only', { template: 'one: {{ input }}' })]),
          solver('another-thing', [step('only', { template: 'another: {{ input }}' })]),
        ],
      }),
    ],
  };
}

/** What scripted experts say to the steps above; undefined for any other step. */
export function featureReply({ text, images }: ExpertRequest): ExpertReply | undefined {
  const answer = (said: string, passed?: boolean): ExpertReply => ({
    kind: 'answer',
    text: said,
    confidence: undefined,
    data: passed === undefined ? {} : { passed },
    images: [],
    reasoning: '',
    usage: { ...NO_USAGE, calls: 1 },
  });
  if (text.startsWith('check ')) {
    const passed = text.includes('was wrong') && !text.includes('hopeless');
    return answer(passed ? 'right' : 'wrong', passed);
  }
  if (text.startsWith('caption ')) {
    const width = images[0]?.ref.width ?? 0;
    return width === 2 ? { kind: 'cannot', reason: 'too wide', usage: NO_USAGE } : answer(`${width} wide`);
  }
  if (text.includes('Reply with exactly one of these')) {
    return answer(text.includes('undecided') ? 'one thing, or another thing' : 'I choose another-thing.');
  }
  return undefined;
}
