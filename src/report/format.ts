/** @module Numbers as the report shows them. */
import type { Estimate } from '../statistics/estimate.js';

export const NONE = '-';

/** `82.3 %` */
export function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? NONE : `${(100 * share).toFixed(1)} %`;
}

/** `+4.2`: points of a hundred. */
export function points(share: number | null): string {
  if (share === null) return NONE;
  const text = (100 * share).toFixed(1);
  return share > 0 ? `+${text}` : text;
}

/** `82.3 % (78.0 to 86.1)` */
export function estimated({ mean, low, high }: Pick<Estimate, 'mean' | 'low' | 'high'>): string {
  return mean === null ? NONE : `${percent(mean)}${range(low, high)}`;
}

/** `+4.2 (1.0 to 7.4)` */
export function estimatedPoints(mean: number | null, low: number | null, high: number | null): string {
  return mean === null ? NONE : `${points(mean)}${range(low, high)}`;
}

function range(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : ` (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
}

/** `940 ms`, `3.20 s`, `4.1 min` */
export function time(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** `$0`, `$0.0042`, `$12.50` */
export function money(usd: number | null): string {
  if (usd === null) return NONE;
  if (usd === 0) return '$0';
  return `$${usd >= 1 ? usd.toFixed(2) : usd.toPrecision(2)}`;
}

/** `1,234`, `2.35` */
export function amount(value: number | null): string {
  if (value === null) return NONE;
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1);
}

/** `0.032`, `< 0.0001` */
export function pValue(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.0001 ? '< 0.0001' : p.toPrecision(2);
}
