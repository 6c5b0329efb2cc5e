/** Tables of mathematical equivalence: the generic rule, and Geometry3K's. */
import { expect, test } from '@jest/globals';
import { compareFormulas } from '../../src/grading/math/compare.js';
import { createEquivalence } from '../../src/grading/math/equivalence.js';
import { gradingForTests, table, type Case } from './support/table.js';

const grading = gradingForTests();

const MATH: readonly Case[] = [
  ['\\frac{1}{2}', '0.5', 'yy'],
  ['\\frac12', '1/2', 'yy'],
  ['\\dfrac{1}{2}', '\\tfrac{1}{2}', 'yy'],
  ['\\frac{2}{4}', '\\frac{1}{2}', 'yy'],
  ['-\\frac{1}{2}', '\\frac{-1}{2}', 'yy'],
  ['1/2', '-1/2', 'nn'],
  ['0.33', '1/3', 'nn'],
  ['0.3333333', '1/3', 'yy'],
  ['1 1/2', '1.5', 'yy'],
  ['1\\frac{1}{2}', '\\frac{3}{2}', 'yy'],
  ['1\u00bd', '1.5', 'yy'],
  ['.5', '0.5', 'yy'],
  ['-.5', '-0.5', 'yy'],
  ['\u22125', '-5', 'yy'],
  ['1,234', '1234', 'yy'],
  ['1{,}234', '1234', 'yy'],
  ['12,34', '1234', 'nn'],
  ['five', '5', 'yy'],
  ['50\\%', '0.5', 'yy'],
  ['50%', '50', 'nn'],
  ['2\\sqrt{3}', '\\sqrt{12}', 'yy'],
  ['2\\sqrt3', '2\\sqrt{3}', 'yy'],
  ['\\sqrt{2}/2', '\\frac{1}{\\sqrt{2}}', 'yy'],
  ['\\sqrt{2}', '1.414', 'nn'],
  ['\u221a2', '\\sqrt{2}', 'yy'],
  ['2\u03c0', '2\\pi', 'yy'],
  ['\\pi/4', '\\frac{\\pi}{4}', 'yy'],
  ['6.28', '2\\pi', 'nn'],
  ['(x-1)(x+1)', 'x^2-1', 'yy'],
  ['x^{2}+2x+1', '(x+1)^2', 'yy'],
  ['x\u00b2', 'x^2', 'yy'],
  ['x^2', 'x^3', 'nn'],
  ['a+b', 'b+a', 'yy'],
  ['2ab', '2ba', 'yy'],
  ['\\sin^2 x+\\cos^2 x', '1', 'yy'],
  ['\\sin(x)', 'sin(x)', 'yy'],
  ['\\cos x', '\\sin x', 'nn'],
  ['e^{x}e^{y}', 'e^{x+y}', 'yy'],
  ['\\log_{2}8', '3', 'yy'],
  ['5!', '120', 'yy'],
  ['10^7', '10000000', 'yy'],
  ['2^{10}', '1024', 'yy'],
  ['(1,2)', '(1, 2)', 'yy'],
  ['(1,2)', '(2,1)', 'nn'],
  ['[1,2)', '[1,2]', 'nn'],
  ['\\{1,2\\}', '\\{2,1\\}', 'yy'],
  ['2, 3', '3, 2', 'yy'],
  ['x = 2 or x = 3', '2, 3', 'yy'],
  ['2', '2, 3', 'nn'],
  ['2, 3, 4', '2, 3', 'nn'],
  ['x = 5', '5', 'yy'],
  ['x = 5', 'y = 5', 'nn'],
  ['5 cm', '5', 'yy'],
  ['5 \\text{ cm}', '5 cm', 'yy'],
  ['5 m', '5 cm', 'nn'],
  ['2\\sqrt{3} cm', '\\sqrt{12}', 'yy'],
  ['60^\\circ', '60', 'yy'],
  ['60\u00b0', '60 degrees', 'yy'],
  ['$12', '12', 'yy'],
  ['$\\frac{3}{4}$', '0.75', 'yy'],
  ['\\boxed{7}', '7', 'yy'],
  ['so \\boxed{\\frac{3}{4}}', '0.75', 'yy'],
  ['\\boxed{6} then \\boxed{7}', '7', 'yn'],
  ['The answer is 7.', '7', 'ny'],
  ['7 or 8', '7', 'nn'],
  ['Paris', 'pairs', 'nn'],
  ['act', 'cat', 'nn'],
  ['\\text{yes}', 'Yes', 'yy'],
  ['9^{9^{9^{9}}}', '1', 'nn'],
  ['', '7', 'nn'],
  ['\\frac{}{}', '7', 'nn'],
  ['))((', '7', 'nn'],
  ['y', 'yes', 'nn'],
  ['1e3', '1000', 'yy'],
  ['5', '\\boxed{5}', 'yy'],
  ['6', 'so it is \\boxed{5}', 'nn'],
];
table('math', MATH, grading);

const GEOMETRY: readonly Case[] = [
  ['8\\sqrt{2}', '11.3', 'nyn'],
  ['11.31', '11.3', 'nyn'],
  ['11.3', '11.3', 'yyy'],
  ['11.4', '11.3', 'nnn'],
  ['11', '11.3', 'nnn'],
  ['11.3', '8\\sqrt{2}', 'nnn'],
  ['\\frac{1}{3}', '0.33', 'nyy'],
  ['0.333', '0.33', 'nyy'],
  ['0.3', '0.33', 'nnn'],
  ['1/2', '0.5', 'yyy'],
  ['\\frac{1}{2}', '0.5', 'yyy'],
  ['\\sqrt{2}', '1.414', 'nyy'],
  ['\\sqrt{2}', '\\sqrt{2}', 'yyy'],
  ['\\sqrt{8}', '2\\sqrt{2}', 'yyn'],
  ['2\\sqrt{3}', '3.46', 'nyn'],
  ['2\\cdot\\sqrt{3}', '3.46', 'nyy'],
  ['60^\\circ', '60', 'yyy'],
  ['60\u00b0', '60', 'yyn'],
  ['60\\%', '60', 'nny'],
  ['60%', '60', 'nnn'],
  ['x=5', '5', 'yyy'],
  ['AB = 5', '5', 'yyy'],
  ['m\\angle A = 60', '60', 'yyn'],
  ['2^3', '8', 'yyy'],
  ['5 cups', '5', 'nnn'],
  ['5 cm', '5', 'yyn'],
  ['3 \\text{cm}', '3', 'yyn'],
  ['3 \\text{ cm}', '3', 'yyy'],
  ['five', '5', 'yyn'],
  ['1,234', '1234', 'yyn'],
  ['The answer is 5.5', '5.5', 'nyn'],
  ['The answer is 5', '5', 'nyy'],
  ['yes', 'Yes', 'yyn'],
  ['km/h', 'km/h', 'yyy'],
  ['\\boxed{5}', '5', 'yyy'],
  ['\\boxed{4}\\boxed{5}', '5', 'yny'],
  ['-5', '-5', 'yyy'],
  ['-5', '5', 'nnn'],
  ['5', '-5', 'nnn'],
  ['.5', '0.5', 'yyy'],
  ['15', '5', 'nnn'],
  ['5', '15', 'nnn'],
  ['5 or 6', '5', 'nnn'],
  ['5, 6', '5', 'nnn'],
  ['', '5', 'nnn'],
  ['10\\sqrt{3}+4', '21.3', 'nyn'],
];
table('geometry3k', GEOMETRY, grading);

test('a pair that would take for ever ends in time, and the next one is answered', async () => {
  const engine = createEquivalence(1);
  // A limit of 1 ms is over before the library is loaded.
  await expect(engine.compare('x', 'x+1')).resolves.toBe('undecided');
  await engine.close();
  const patient = createEquivalence();
  await expect(patient.compare('(x+1)^{9999999}', '\\sum_{k=1}^{999999999}k')).resolves.not.toBe('equal');
  await expect(patient.compare('(x-1)(x+1)', 'x^2-1')).resolves.toBe('equal');
  await patient.close();
});

test('what a name was in one pair does not matter in the next', () => {
  expect(compareFormulas('x_1+1', '2')).not.toBe('equal');
  expect(compareFormulas('x(x+1)', 'x^2+x')).toBe('equal');
});

test('a difference within what is allowed is no difference', () => {
  expect(compareFormulas('\\sqrt{2}', '1.41', 0.005)).toBe('equal');
  expect(compareFormulas('\\sqrt{2}', '1.41')).toBe('different');
});
