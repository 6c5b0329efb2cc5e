/** Diagrams as they are read: a stub, trees, and the steps of a flow chart that counts halvings. */
import type { Step } from '../../../../src/experts/engines/diagrams/flow/write.js';
import type { Tree } from '../../../../src/experts/engines/diagrams/trees/walks.js';

export const STUB = { name: 'run', parameter: 'given', type: '' };

const tree = (node: number, left?: Tree, right?: Tree): Tree => ({ node, left, right });
export const TREES = [
  tree(1, tree(2, tree(4), tree(5, tree(7))), tree(3, undefined, tree(6))),
  tree(1, undefined, tree(2, tree(3))),
];

export const STEPS: readonly Step[] = [
  { statement: { kind: 'start', variable: 'n' }, to: [1] },
  { statement: { kind: 'set', python: 'k = 0' }, to: [2] },
  { statement: { kind: 'decide', python: 'n > 1' }, to: [3, 5] },
  { statement: { kind: 'set', python: 'n = n // 2' }, to: [4] },
  { statement: { kind: 'set', python: 'k = k + 1' }, to: [2] },
  { statement: { kind: 'return', python: 'k' }, to: [] },
];
