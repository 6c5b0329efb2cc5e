/** @module The families of the suite `functions`: what HumanEval-V asks, a function that only a diagram defines, graded by tests. */
import type { Random } from '../../domain/random.js';
import type { Family } from '../draft.js';
import { draftContainer } from './container.js';
import { draftFlowChart } from './flow-chart.js';
import { pictureDraft, type FunctionDraft } from './function-draft.js';
import { draftGridRule } from './grid-rule.js';
import { draftPlot } from './plot.js';
import { draftStateMachine } from './state-machine.js';
import { draftTreeWalk } from './tree-walk.js';

export const FUNCTION_DRAFTS: Readonly<Record<string, (random: Random) => FunctionDraft>> = {
  'grid-rule': draftGridRule,
  'flow-chart': draftFlowChart,
  'state-machine': draftStateMachine,
  plot: draftPlot,
  'tree-walk': draftTreeWalk,
  container: draftContainer,
};

export const FUNCTION_FAMILIES: readonly Family[] = Object.entries(FUNCTION_DRAFTS).map(([name, draft]) => ({
  name,
  skill: 'Code',
  generate: (random) => pictureDraft(draft(random)),
}));
