/** What the script finds; null as in reports. */
type Bounds = [number, number];

interface OwnEstimate {
  readonly n: number;
  readonly clusters: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface OwnUsage {
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly per_solved: number;
}

interface OwnArm {
  readonly rollouts: number;
  readonly tasks: number;
  readonly graded: number;
  readonly solved: number;
  readonly accuracy: OwnEstimate;
  readonly macro: number;
  readonly macroBounds: Bounds;
  readonly outcomes: Record<string, number>;
  readonly usage: Record<'cost_usd' | 'tokens' | 'calls' | 'latency_ms', OwnUsage>;
  readonly time: number[];
  readonly shares: number[];
  readonly callShares: number[];
  readonly pairs: Record<string, number>;
  readonly entropy: number;
  readonly information: number;
  readonly both: Record<string, number>;
}

interface Recomputed {
  readonly arms: Record<string, OwnArm>;
  readonly groups: Record<string, OwnEstimate>;
  compare(
    a: string,
    b: string,
  ): {
    tasks: number;
    clusters: number;
    difference: number;
    bounds: Bounds;
    p: number;
    needed: number;
    detectable: number;
  };
  holm(ps: readonly number[]): number[];
  gap(policy: string): { tasks: number; room: number; closed: number; roomBounds: Bounds; closedBounds: Bounds };
  readonly single: string;
  readonly hindsight: number | null;
  readonly known: number;
  readonly versions: { readonly registry: Record<string, number>; readonly rule: Record<string, number> };
}

export function recompute(path: string, run: string, train: string): Recomputed;
