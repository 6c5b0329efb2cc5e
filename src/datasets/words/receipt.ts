/** @module The family `receipt`: goods with prices, a subtotal, tax and a total; the total or one price is asked for. */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { drawStyle, printed } from './print-style.js';
import { rule, widthOf, write } from './sheet.js';
import { calendarDate, capital, clockTime, GOODS, some, WORDS } from './vocabulary.js';

const COUNT = { easy: 3, medium: 5, hard: 9 } as const;
const TOTALS = ['Total', 'TOTAL', 'Total amount', 'TOTAL'];

export function generateReceipt(random: Random): PictureDraft {
  const style = drawStyle(random, [15, 19, 24, 30], 'page');
  const { pen, ground, level } = style;
  const goods = some(random, GOODS, COUNT[level]).map((name) => ({ name, cents: random.int(79, 2999) }));
  const net = goods.reduce((sum, { cents }) => sum + cents, 0);
  const tax = Math.round(0.08 * net);
  const asksTotal = random.next() < 0.6;
  const asked = random.pick(goods);
  const currency = random.pick(['', '', '$']);
  const money = (cents: number): string => `${currency}${(cents / 100).toFixed(2)}`;
  const sums: readonly (readonly [string, string])[] = [
    ...(level === 'easy'
      ? []
      : ([
          ['Subtotal', money(net)],
          ['Tax 8%', money(tax)],
        ] as const)),
    [random.pick(TOTALS), money(level === 'easy' ? net : net + tax)],
    ...(level === 'hard' ? ([['Cash', money(net + tax + random.int(1, 900))]] as const) : []),
  ];
  const truth = ((asksTotal ? (level === 'easy' ? net : net + tax) : asked.cents) / 100).toFixed(2);
  const margin = 1.5 * pen.size;
  const width = Math.ceil(
    Math.max(...goods.map(({ name }) => widthOf(name, pen)), 9 * pen.size) + 7 * pen.size + 2 * margin,
  );
  const line = 1.6 * pen.size;
  const rows = [...goods.map(({ name, cents }) => [name, money(cents)] as const), ...sums];
  const top = margin + 4.6 * pen.size;
  const gap = (index: number): number => (index < goods.length ? 0 : 0.9 * pen.size);
  const body = [
    write(
      `${capital(random.pick(WORDS))} Market`,
      width / 2,
      margin + pen.size,
      { ...pen, size: 1.35 * pen.size },
      'middle',
    ),
    write(`${calendarDate(random)}  ${clockTime(random)}`, width / 2, margin + 2.8 * pen.size, pen, 'middle'),
    rule(margin, top + (goods.length - 0.3) * line, width - margin, top + (goods.length - 0.3) * line, pen.color),
    ...rows.flatMap(([name, price], index) => {
      const y = top + index * line + gap(index);
      return [write(name, margin, y, pen), write(price, width - margin, y, pen, 'end')];
    }),
  ];
  const height = Math.ceil(top + rows.length * line + margin);
  const { difficulty, ...picture } = printed({ width, height, ground, body }, style);
  return {
    ...picture,
    difficulty: { ...difficulty, asked: asksTotal ? 'total' : 'price' },
    truth: currency === '' ? truth : [`${currency}${truth}`, truth],
    category: 'Key Information Extraction',
    wordings: asksTotal ? TOTAL_WORDINGS : priceWordings(asked.name.toLowerCase()),
  };
}

const TOTAL_WORDINGS = [
  'What is the total amount on this receipt?',
  'What is the total of the receipt?',
  'Read the receipt: what is the total?',
  'Which total amount does the receipt state?',
  'Write down the total that is printed on the receipt.',
  'What does the receipt give as the total?',
  'The total printed on this receipt is how much?',
  'How much is the total on the receipt?',
];

function priceWordings(name: string): readonly string[] {
  return [
    `What is the price of ${name} on this receipt?`,
    `What does the receipt say for ${name}?`,
    `Read the receipt: what did ${name} cost?`,
    `Which amount does the receipt state for ${name}?`,
    `Write down the price of ${name} that is printed on the receipt.`,
    `On the receipt, how much is ${name}?`,
    `How much was paid for ${name}, by this receipt?`,
    `The receipt lists ${name} at what price?`,
  ];
}
