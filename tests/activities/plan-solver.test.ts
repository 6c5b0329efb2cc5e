import { expect, test } from '@jest/globals';
import { select } from '../../src/activities/select-skill.js';
import type { Selection } from '../../src/domain/trajectory.js';
import { PIXEL_REF } from '../support/policy-context.js';
import { rigSnapshot } from '../support/rig-snapshot.js';

function selected(skill: string, images: number): Selection {
  const task = { question: 'q', images: Array.from({ length: images }, () => PIXEL_REF) };
  return select(rigSnapshot(), { model: 'Quick', skill, input: 'q' }, task);
}

test('a solver is planned with the calls of its models said once, and what can not be called left out if it is optional', () => {
  const quick = expect.objectContaining({ quick: true, queue: 'maestro' });
  expect(selected('Evidence', 2)).toEqual({
    kind: 'solver',
    pair: 'Quick@@Evidence',
    solver: 'plain',
    route: '',
    output: 'say',
    steps: [
      { id: 'see.1', model: 'Slow', needs: [], optional: true },
      { id: 'see.2', model: 'Slow', needs: [], optional: true },
      { id: 'say', model: 'Quick', needs: ['see.1', 'see.2'] },
    ],
    calls: { Slow: expect.objectContaining({ quick: false }), Quick: quick },
  });
  expect(selected('Repair', 0)).toMatchObject({
    output: 'write',
    steps: [
      { id: 'write' },
      { id: 'check', needs: ['write'] },
      { id: 'write#2', needs: [], unless: 'check' },
      { id: 'check#2', needs: ['write#2'], unless: 'check' },
      { id: 'write#3', unless: 'check#2' },
      { id: 'check#3', unless: 'check#2' },
    ],
    calls: { Quick: quick },
  });
});

test('more calls than a turn may make are refused, and said', () => {
  expect(selected('Evidence', 64)).toEqual({
    kind: 'refused',
    status: 'rejected',
    note: 'plain would make 65 calls for 64 images, at most 64 are allowed.',
  });
});

test('a step that is not optional refuses the solver when its model can not be called', () => {
  const snapshot = rigSnapshot();
  const services = snapshot.services.map((service) => ({ ...service, model: 'Gone' }));
  const chain = { model: 'Quick', skill: 'Chain', input: 'q' };
  const task = { question: 'q', images: [] };
  expect(select({ ...snapshot, services }, chain, task)).toEqual({
    kind: 'refused',
    status: 'unavailable',
    note: 'plain needs Gone: its address is not set.',
  });
  expect(select({ ...snapshot, services: [] }, chain, task)).toMatchObject({
    note: 'plain needs the service "ocr", which the registry lacks.',
  });
});
