/** @module The fewest whole points through which a chain of straight pieces explains what was measured. */

interface Sample {
  readonly x: number;
  readonly y: number;
}

/** In units of the paper: how far off a measured height may be. */
const SLACK = 0.16;

/** From the first to the last sample; undefined where no such chain fits. */
export function fitKnots(samples: readonly Sample[]): readonly Sample[] | undefined {
  const whole = samples.map(({ x, y }) => ({ x, y: Math.round(y), isWhole: Math.abs(y - Math.round(y)) <= SLACK }));
  // Per sample: the shortest chain that ends there.
  const chains: ({ readonly length: number; readonly from: number } | undefined)[] = [{ length: 1, from: -1 }];
  for (let to = 1; to < samples.length; to++) {
    for (let from = 0; from < to; from++) {
      const length = (chains[from]?.length ?? Infinity) + 1;
      if (length >= (chains[to]?.length ?? Infinity) || whole[to]?.isWhole !== true) continue;
      if (fits(samples.slice(from, to + 1), whole[from], whole[to])) chains[to] = { length, from };
    }
  }
  if (whole[0]?.isWhole !== true || chains[samples.length - 1] === undefined || samples.length < 2) return undefined;
  const knots: Sample[] = [];
  for (let place = samples.length - 1; place >= 0; place = chains[place]?.from ?? -1) {
    const { x, y } = whole[place] ?? { x: 0, y: 0 };
    knots.unshift({ x, y: y + 0 });
  }
  return knots;
}

function fits(samples: readonly Sample[], a: Sample | undefined, b: Sample | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return samples.every(({ x, y }) => Math.abs(a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x) - y) <= SLACK);
}
