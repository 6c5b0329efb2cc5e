/** @module Where a rollout is seen in the Temporal UI. */
import type { Target } from '../../temporal/target.js';

/** Undefined where the UI's address is not known. */
export function linkToRollout(
  { uiUrl, namespace }: Pick<Target, 'uiUrl' | 'namespace'>,
  id: string,
): string | undefined {
  if (uiUrl === undefined) return undefined;
  const base = uiUrl.replace(/\/+$/, '');
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}
