import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import type { JsonValue } from '../../src/domain/ref.js';
import { ledgerView, turnsView } from '../../src/cli/rollout/turns-view.js';
import { call, failedCall, turn } from '../store/support/rows.js';

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
  const failures = [
    failedCall({ step: 'write#2', attempt: 1 }),
    failedCall({ turn: 3, step: 'decide', kind: 'decide', model: 'chat:Chooser', usage: null }),
  ];
  expect(turnsView({ turns, calls, failures }, picocolors.createColors(false))).toEqual([
    'Turn 1  Raster@@Geometry > circles  ok (0.97)',
    '  asked   count',
    '  route   classify circles',
    '  step    route (classify) on GLM, 100 ms, 812 + 40 tokens, by w1',
    '  step    write#2 (ask) on GLM, 200 ms, 812 + 40 tokens, attempt 2, by w1',
    '  failed  write#2, attempt 1 on GLM, 90 ms, 30 + 7 tokens, $0.00050: EXPERT_MALFORMED no valid chat completion',
    '  reply   3',
    'Turn 2  Raster@@Geometry > circles  ok (0.97)',
    '  asked   again',
    '  reply   3',
    'Turn 3  answers',
    '  answer  3',
    '  failed  decide, attempt 1 on chat:Chooser, 90 ms: EXPERT_MALFORMED no valid chat completion',
  ]);
});

test('a turn without a decision shows why there is none, also while the rollout runs', () => {
  const failures = [failedCall({ step: 'decide', kind: 'decide', model: 'chat:Chooser', code: 'POLICY_UNAVAILABLE' })];
  const colors = picocolors.createColors(false);
  const failed = expect.stringMatching(/^ {2}failed {2}decide, attempt 1 on chat:Chooser, .*: POLICY_UNAVAILABLE no/);
  expect(turnsView({ turns: [], calls: [], failures }, colors)).toEqual(['Turn 1  no decision', failed]);
  expect(ledgerView({ calls: [], failures }, colors)).toEqual(['Turn 1', failed]);
});
