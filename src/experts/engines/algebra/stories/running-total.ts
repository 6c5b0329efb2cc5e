/** @module Someone has some, gets more, gives some away: how many in the end? */
import { add, exact, subtract, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const START = /\b(?:has|had|have|there are|there were|starts? with|started with|begins? with|owns?|holds|contains)\b/;
const MORE =
  /\b(?:gets?|got|finds?|found|buys?|bought|receives?|received|wins?|won|collects?|collected|picks?|picked|adds?|added|earns?|earned|more|arrive|arrives|arrived|come|comes|came|joins?|joined|board|boards|get on|gets on|catches|caught)\b/;
const LESS =
  /\b(?:gives?|gave|loses?|lost|eats?|ate|sells?|sold|spends?|spent|uses?|used|drops?|dropped|leaves?|left the|breaks?|broke|donates?|donated|throws?|threw|get off|gets off|fly away|flew away|dies|died|takes? away)\b/;

/** Every number must have its verb; otherwise the story is not understood. */
export const runningTotal: Method = ({ text }) => {
  const cut = text.search(/\bhow many\b/);
  if (cut < 0 || /[$%:/]|\d\.\d|\btimes\b|\beach\b|\bevery\b|\bratio\b|\bper\b|\b(?:more|fewer|less) than\b/.test(text))
    return undefined;
  const story = text.slice(0, cut);
  const question = text.slice(cut);
  if (
    /\d/.test(question) ||
    !/\b(?:left|now|have|has|remain|remains|in all|altogether|in total|total|there|end)\b/.test(question)
  )
    return undefined;
  const numbers = [...story.matchAll(/\b\d+\b/g)];
  if (numbers.length < 2 || numbers.length > 6) return undefined;
  let total: Exact | undefined;
  let from = 0;
  for (const match of numbers) {
    const end = match.index + match[0].length;
    const clause = story.slice(from, end) + story.slice(end, story.slice(end).search(/[,.;]|\band\b|\d|$/) + end);
    const value = exact(BigInt(match[0].slice(0, 50)));
    from = end;
    if (total === undefined) {
      if (!START.test(clause) && !MORE.test(clause)) return undefined;
      total = value;
    } else if (LESS.test(clause)) total = subtract(total, value);
    else if (MORE.test(clause)) total = add(total, value);
    else return undefined;
  }
  return total === undefined || total.n < 0n ? undefined : solved(total, 'running-total', 0.8);
};
