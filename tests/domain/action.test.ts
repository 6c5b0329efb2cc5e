import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_ANSWER,
  MAX_GENERATION,
  MAX_INPUT,
  answerAction,
  callAction,
  describeMalformed,
  parseDecision,
  printAction,
  printDecision,
  type Action,
} from '../../src/domain/action.js';
import { containsTag } from '../../src/domain/escape.js';
import { processorTime } from '../support/processor-time.js';

const CALL = '<search>M@@S: x</search>';
const call: Action = { kind: 'call', model: 'M', skill: 'S', input: 'x' };
const seven: Action = { kind: 'answer', text: '7' };
const malformed = (reason: Extract<Action, { kind: 'malformed' }>['reason']): Action => ({ kind: 'malformed', reason });

describe('the first complete action counts', () => {
  test.each<[string, Action, string]>([
    [CALL, call, ''],
    ['<answer>7</answer>', seven, ''],
    [`<think>a</think>${CALL}`, call, 'a'],
    [`<think>a</think> so <answer>7</answer>${CALL}`, seven, 'a'],
    [`a</think>${CALL}`, call, 'a'],
    [`before <think>a</think>${CALL}`, call, 'a'],
    [`<think>a</think><think>b</think>${CALL}`, call, 'a'],
    [`<think>${CALL}</think><answer>7</answer>`, seven, CALL],
    [`<think>a</think><think>${CALL}</think><answer>7</answer>`, seven, 'a'],
    [`${CALL.slice(0, 12)}</think><answer>7</answer>`, seven, CALL.slice(0, 12)],
    [`<answer>not this <search>M@@S: x</search>`, call, ''],
    [`<search>never closed <answer>7</answer>`, seven, ''],
    ['<search>M@@S: a: b\nc</search>', { ...call, input: 'a: b\nc' }, ''],
    ['<search> M @@ S : x </search>', call, ''],
    ['<search>M@@S@@T: x</search>', { ...call, skill: 'S@@T' }, ''],
    ['</search></answer></think><answer>7</answer>', seven, '</search></answer>'],
    ['<search>M@@S: if a < b <|c| and p<q></search>', { ...call, input: 'if a < b <|c| and p<q>' }, ''],
  ])('%s', (text, action, think) => {
    expect(parseDecision(text)).toMatchObject({ action, think });
  });

  test('and what follows it is cut off', () => {
    const text = `<think>a</think>${CALL}`;
    expect(parseDecision(`${text} trailing <answer>7</answer>`).text).toBe(text);
    expect(parseDecision(CALL.repeat(10)).text).toBe(CALL);
  });

  test('when the template opened the thought, text begins inside it', () => {
    expect(parseDecision(CALL, { thinkOpened: true }).action).toEqual(malformed('unfinished_think'));
    expect(parseDecision(`${CALL}</think><answer>7</answer>`, { thinkOpened: true }).action).toEqual(seven);
  });
});

describe('anything else is malformed', () => {
  test.each<[string, Extract<Action, { kind: 'malformed' }>['reason']]>([
    ['', 'no_action'],
    ['just text', 'no_action'],
    ['<search>M@@S: x', 'no_action'],
    ['<SEARCH>M@@S: x</SEARCH>', 'no_action'],
    ['<search >M@@S: x</search>', 'no_action'],
    ['<information>7</information>', 'no_action'],
    ['<think>a', 'unfinished_think'],
    [`<think>${CALL}`, 'unfinished_think'],
    [`<think>a</think><think>${CALL}`, 'no_action'],
    ['<search>M@@S: <answer>7</answer></search>', 'nested_tags'],
    ['<answer><think>7</answer>', 'nested_tags'],
    ['<answer>< / INFORMATION >7</answer>', 'nested_tags'],
    ['<answer><|im_end|>7</answer>', 'nested_tags'],
    ['<answer>7<answer>8</answer>', 'nested_tags'],
    ['<search>MS: x</search>', 'missing_pair_separator'],
    ['<search>x</search>', 'missing_pair_separator'],
    ['<search>M: S@@x</search>', 'missing_pair_separator'],
    ['<search>M@@S x</search>', 'missing_input_separator'],
    ['<search>@@S: x</search>', 'empty_model'],
    ['<search>M@@ : x</search>', 'empty_skill'],
    ['<search>M@@S: \n</search>', 'empty_input'],
    ['<answer> </answer>', 'empty_answer'],
  ])('%s', (text, reason) => {
    const decision = parseDecision(text);
    expect(decision.action).toEqual(malformed(reason));
    expect(describeMalformed(reason)).not.toBe('');
  });
});

test('what is too long is malformed, and what just fits is not', () => {
  const reasonOf = (text: string): string => {
    const said = parseDecision(text).action;
    return said.kind === 'malformed' ? said.reason : said.kind;
  };
  const call = (model: number, input: number): string =>
    `<search>${'M'.repeat(model)}@@S: ${'x'.repeat(input)}</search>`;
  expect(reasonOf(`<answer>${'7'.repeat(MAX_ANSWER)}</answer>`)).toBe('answer');
  expect(reasonOf(`<answer>${'7'.repeat(MAX_ANSWER + 1)}</answer>`)).toBe('too_long');
  expect(reasonOf(call(128, MAX_INPUT))).toBe('call');
  expect(reasonOf(call(128, MAX_INPUT + 1))).toBe('too_long');
  expect(reasonOf(call(129, 1))).toBe('too_long');
  expect(reasonOf(`${'x'.repeat(MAX_GENERATION - CALL.length)}${CALL}`)).toBe('call');
  expect(reasonOf(`${'x'.repeat(MAX_GENERATION - CALL.length + 1)}${CALL}`)).toBe('no_action');
});

/** Pieces from which awkward generations are made. */
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('<think>', '</think>', '<search>', '</search>', '<answer>', '</answer>') },
  { weight: 2, arbitrary: fc.constantFrom('<information>', '</information>', 'M@@S: x', '@@', ':', '7', '<', '\n') },
  { weight: 1, arbitrary: fc.constantFrom('<|im_end|>', '\u0000', '\ud800', '\udc00', '&lt;', '< /think >', '\r\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
);
const generation = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/[:@]/.test(text) && !containsTag(text));
const body = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }))
  .map((text) => text.trim())
  .filter((text) => text !== '' && !containsTag(text));
const thought = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.trim())
  .filter((text) => !containsTag(text));
const action = fc.oneof(
  fc.record({ kind: fc.constant('call' as const), model: name, skill: name, input: body }),
  fc.record({ kind: fc.constant('answer' as const), text: body }),
);

describe('the grammar as a whole', () => {
  test('parsing what was printed gives the same decision back', () => {
    fc.assert(
      fc.property(thought, action, (think, said) => {
        expect(parseDecision(printDecision({ think, action: said }))).toEqual({
          think,
          action: said,
          text: printDecision({ think, action: said }),
        });
      }),
      { numRuns: 500 },
    );
  });

  test('no thought, however it is written, changes the action behind it', () => {
    fc.assert(
      fc.property(generation, action, (think, said) => {
        expect(parseDecision(printDecision({ think, action: said })).action).toEqual(said);
      }),
      { numRuns: 1_000 },
    );
  });

  test('an input or answer full of tags is printed as one action, with its tags inert', () => {
    const tagged = generation.filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(tagged, (text) => {
        const answer = parseDecision(printAction({ kind: 'answer', text })).action;
        const asked = parseDecision(printAction({ kind: 'call', model: 'M', skill: 'S', input: text })).action;
        expect(answer).toMatchObject({ kind: 'answer' });
        expect(asked).toMatchObject({ kind: 'call', model: 'M', skill: 'S' });
      }),
      { numRuns: 1_000 },
    );
  });

  test('whatever was generated, the parse ends, is bounded and is stable', () => {
    fc.assert(
      fc.property(generation, fc.boolean(), (text, thinkOpened) => {
        const decision = parseDecision(text, { thinkOpened });
        expect(text.startsWith(decision.text)).toBe(true);
        // The cut changes nothing: parsing the kept text gives the same decision.
        expect(parseDecision(decision.text, { thinkOpened })).toEqual(decision);
        if (decision.action.kind === 'malformed') return;
        // Every action is one of the valid ones, and survives printing.
        expect(decision.text.endsWith(decision.action.kind === 'call' ? '</search>' : '</answer>')).toBe(true);
        expect(parseDecision(printDecision(decision)).action).toEqual(decision.action);
        const again =
          decision.action.kind === 'call' ? callAction(decision.action) : answerAction(decision.action.text);
        expect(again).toEqual(decision.action);
      }),
      { numRuns: 1_000 },
    );
  });

  test('nothing in front of the text of an unclosed thought is an action', () => {
    fc.assert(
      fc.property(generation, (text) => {
        const closed = text.replaceAll('</think>', '');
        expect(parseDecision(`<think>${closed}`).action).toEqual(malformed('unfinished_think'));
      }),
    );
  });

  test.each([
    ['opening tags', '<search>'],
    ['both openings', '<search><answer>'],
    ['empty thoughts', '<think></think>'],
    ['open thoughts', '<think>'],
    ['complete actions', CALL],
    ['blanks behind a bracket', '<        '],
    ['brackets', '<'],
    ['lone surrogates', '\ud800'],
    ['separators', '@@:'],
  ])('a megabyte of %s takes a moment only, and is cut', (_name, unit) => {
    const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
    const used = processorTime();
    const decisions = [parseDecision(text), parseDecision(`<search>${text}`), parseDecision(`${text}</answer>`)];
    expect(used()).toBeLessThan(3_000);
    for (const decision of decisions) expect(decision.text.length).toBeLessThanOrEqual(MAX_GENERATION);
  });

  test('the cut never halves a character', () => {
    const text = `${'x'.repeat(MAX_GENERATION - 1)}😀`;
    expect(parseDecision(text).text).toBe('x'.repeat(MAX_GENERATION - 1));
  });
});
