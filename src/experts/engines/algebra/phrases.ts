/** @module Operations said in words, rewritten phrase by phrase into a formula. */

/** An operand: a number, the unknown `n`, or something already put in brackets. */
export const OPERAND = String.raw`(\(\(?[^()]*(?:\([^()]*\)[^()]*)*\)\)?|-?\d+(?:\.\d+)?(?:/\d+)?|n\b)`;

const X = OPERAND;
const THEN = String.raw`,?(?: and)?(?: then)?`;

/** What is said -> what is meant. `$1` and `$2` are operands; the result is always in brackets. */
const PHRASES: readonly (readonly [said: RegExp, meant: string])[] = (
  [
    [`(?:the )?product of ${X} and ${X}`, '($1*$2)'],
    [`(?:the )?sum of ${X} and ${X}`, '($1+$2)'],
    [`(?:the )?difference (?:of|between) ${X} and ${X}`, '($1-$2)'],
    [`(?:the )?quotient of ${X} and ${X}`, '($1/$2)'],
    [`(?:the )?square of ${X}`, '($1^2)'],
    [`(?:the )?square root of ${X}`, 'sqrt($1)'],
    [`${X} squared`, '($1^2)'],
    [`${X} cubed`, '($1^3)'],
    [`(?:twice|double|doubling) ${X}`, '(2*$1)'],
    [`(?:triple|thrice|tripling) ${X}`, '(3*$1)'],
    [`(?:half of|half|halving|halve) ${X}`, '($1/2)'],
    [`${X} (?:times|multiplied by|of) ${X}`, '($1*$2)'],
    [`${X} divided by ${X}`, '($1/$2)'],
    [`${X} more than ${X}`, '($2+$1)'],
    [`${X} less than ${X}`, '($2-$1)'],
    [`${X}${THEN} (?:plus|increased by|adding) ${X}`, '($1+$2)'],
    [`${X}${THEN} (?:minus|decreased by|reduced by|diminished by|subtracting|taking away) ${X}`, '($1-$2)'],
    [`(?:add|adding) ${X} (?:to|and) ${X}`, '($2+$1)'],
    [`${X} (?:is )?added to ${X}`, '($2+$1)'],
    [`(?:subtract|subtracting|deduct|take|taking|takes) ${X} (?:away )?from ${X}`, '($2-$1)'],
    [`${X} (?:is )?(?:subtracted|taken away|taken|deducted) from ${X}`, '($2-$1)'],
    [`(?:multiply|multiplying) ${X} (?:by|with|and) ${X}`, '($1*$2)'],
    [`(?:divide|dividing) ${X} by ${X}`, '($1/$2)'],
  ] as const
).map(([said, meant]) => [new RegExp(String.raw`(?<![\w.])${said}`), meant]);

const MAX_ROUNDS = 12;

/** `twice the sum of n and 3` -> `(2*(n+3))`: the first phrase that fits is rewritten, until none does. */
export function inSigns(sentence: string): string {
  let formula = sentence;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const phrase = PHRASES.find(([said]) => said.test(formula));
    if (phrase === undefined) return formula;
    formula = formula.replace(...phrase);
  }
  return formula;
}
