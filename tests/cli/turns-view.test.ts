import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import type { JsonValue } from '../../src/domain/ref.js';
import { turnsView } from '../../src/cli/rollout/turns-view.js';
import { call, turn } from '../store/support/rows.js';

const decision = (number: number, action: JsonValue) =>
  call({ turn: number, step: 'decide', kind: 'decide', model: 'keyword', body: { think: '', text: '', action } });

test('a turn shows what was asked, why its solver was chosen, each of its calls, and what came back', () => {
  const turns = [turn({ route: 'classify circles' }), turn({ turn: 2, route: '' })];
  const calls = [
    decision(1, { kind: 'call', model: 'Raster', skill: 'Geometry', input: 'count' }),
    call({ step: 'route', kind: 'classify', model: 'GLM', latencyMs: 100 }),
    call({ step: 'write#2', kind: 'ask', model: 'GLM', latencyMs: 200, attempt: 2 }),
    decision(2, { kind: 'call', model: 'Raster', skill: 'Geometry', input: 'again' }),
    decision(3, { kind: 'answer', text: '3' }),
  ];
  expect(turnsView({ turns, calls }, picocolors.createColors(false))).toEqual([
    'Turn 1  Raster@@Geometry > circles  ok (0.97)',
    '  asked   count',
    '  route   classify circles',
    '  step    route (classify) on GLM, 100 ms, 812 + 40 tokens, by w1',
    '  step    write#2 (ask) on GLM, 200 ms, 812 + 40 tokens, attempt 2, by w1',
    '  reply   3',
    'Turn 2  Raster@@Geometry > circles  ok (0.97)',
    '  asked   again',
    '  reply   3',
    'Turn 3  answers',
    '  answer  3',
  ]);
});
