/** @module The pair of a policy that always calls the same one: `fixed:Raster@@Counting`. */

export function parsePolicyKind(policy: string): string {
  const colon = policy.indexOf(':');
  return colon < 0 ? policy : policy.slice(0, colon);
}

/** Undefined: the policy is no fixed one. */
export function fixedPair(policy: string): string | undefined {
  return parsePolicyKind(policy) === 'fixed' ? policy.slice('fixed:'.length) : undefined;
}

export function modelOfPair(pair: string): string {
  return pair.split('@@')[0] ?? pair;
}

/** Empty: the pair, as the policy wrote it, names none. */
export function skillOfPair(pair: string): string {
  return pair.split('@@')[1] ?? '';
}
