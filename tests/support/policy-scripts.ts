/** @module Scripted decisions for tests. */
import { answerAction, callAction, parseDecision, type Decision } from '../../src/domain/action.js';

export function calls(pair: string, input = 'the question'): Decision {
  const [model = '', skill = ''] = pair.split('@@');
  return { think: '', text: '', action: callAction({ model, skill, input }) };
}

export function answers(text: string): Decision {
  return { think: '', text: '', action: answerAction(text) };
}

export function writes(text: string): Decision {
  return parseDecision(text);
}
