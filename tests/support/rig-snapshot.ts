/** @module A snapshot whose experts the rig scripts: a quick one, a regular one, and a two-step solver. */
import type { RegistrySnapshot, Solver, SolverStep } from '../../src/domain/registry.js';
import { engineModel, skill } from './snapshot.js';

function step(id: string, fields: Partial<SolverStep> = {}): SolverStep {
  return {
    id,
    kind: 'solve',
    needs: [],
    template: '{{ input }}',
    task: 'any',
    params: {},
    images: ['task'],
    ...fields,
  };
}

function solver(id: string, steps: readonly SolverStep[]): Solver {
  return { id, aliases: [], summary: id, when: '', steps };
}

export function rigSnapshot(): RegistrySnapshot {
  return {
    version: 1,
    models: [
      engineModel('Quick', { skills: ['Plain', 'Chain', 'Look'] }),
      engineModel('Slow', { quick: false, skills: ['Plain', 'Chain'], maxAttempts: 2, aliases: ['sloth'] }),
      engineModel('Gone', { skills: ['Plain'], unavailable: 'its address is not set' }),
    ],
    services: [{ kind: 'ocr', model: 'Slow' }],
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
    ],
  };
}
