import { describe, expect, test } from '@jest/globals';
import { parseDecision } from '../../src/domain/action.js';
import { restoreStop } from '../../src/policies/restore-stop.js';

const SEARCH = '<search>M@@S: x';
const ANSWER = '<answer>7';

describe('a stop string that the server took off', () => {
  test.each([
    // Hosted APIs say no more than `stop`.
    [SEARCH, 'stop', undefined, `${SEARCH}</search>`],
    [ANSWER, 'stop', undefined, `${ANSWER}</answer>`],
    [`<think>a</think>${ANSWER}`, 'stop', undefined, `<think>a</think>${ANSWER}</answer>`],
    // vLLM names it.
    [SEARCH, 'stop', '</search>', `${SEARCH}</search>`],
    [`${ANSWER} or ${SEARCH}`, 'stop', '</answer>', `${ANSWER} or ${SEARCH}</answer>`],
    [`${ANSWER} or ${SEARCH}`, 'stop', undefined, `${ANSWER} or ${SEARCH}</search>`],
    // It was kept, or nothing was opened.
    [`${SEARCH}</search>`, 'stop', '</search>', `${SEARCH}</search>`],
    ['just text', 'stop', '</search>', 'just text'],
    ['', 'stop', undefined, ''],
    // Cut by length: the end is really missing.
    [SEARCH, 'length', undefined, SEARCH],
    [SEARCH, '', undefined, SEARCH],
    [SEARCH, 'tool_calls', undefined, SEARCH],
    // A thought about a tag is no action.
    [`<think>maybe ${SEARCH}`, 'stop', '</search>', `<think>maybe ${SEARCH}`],
    [`<think>a</think>b<think>${ANSWER}`, 'stop', undefined, `<think>a</think>b<think>${ANSWER}`],
    [`<think>${SEARCH}</think>${ANSWER}`, 'stop', undefined, `<think>${SEARCH}</think>${ANSWER}</answer>`],
  ])('%s (%s, %s) becomes %s', (text, finishReason, stopReason, expected) => {
    expect(restoreStop({ text, finishReason, stopReason })).toBe(expected);
  });

  test('a thought that was stopped inside is an unfinished thought, not a call', () => {
    const text = restoreStop({ text: `<think>maybe ${SEARCH}`, finishReason: 'stop', stopReason: '</search>' });
    expect(parseDecision(text).action).toEqual({ kind: 'malformed', reason: 'unfinished_think' });
  });
});
