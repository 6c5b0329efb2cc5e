/** @module Calculations asked for in words alone: "Subtract 58 from 203", "the difference between 9 and 4". */
import { evaluate, valueText } from '../evaluate.js';
import { parseExpression, symbolsIn } from '../expression.js';
import { inSigns } from '../phrases.js';
import { solvedText, type Method } from '../solution.js';

const LEAD =
  /^(?:(?:please|now|kindly|can you|could you|what is|what's|what are|what do you get (?:for|if you|when you|by)|what does|how much is|how much are|calculate|compute|evaluate|work out|find|determine|give|tell me|the value of|the result of|the answer to|the exact value of|exactly)\b[\s:,]*)+/;
const TAIL = /\s*(?:equal|make|give|please|exactly|as an? (?:fraction|decimal))?[\s.?!]*$/;

/** The whole sentence must turn into one formula without unknowns. */
export const commands: Method = ({ text }) => {
  const formula = inSigns(text.replace(LEAD, '').replace(TAIL, ''));
  if (!/\d/.test(formula) || /^[\d.]+$/.test(formula)) return undefined;
  const node = parseExpression(formula);
  if (node === undefined || symbolsIn(node).length > 0) return undefined;
  return solvedText(valueText(evaluate(node)), 'spoken-calculation', 0.97);
};
