/** @module Loops of models that stand in for each other: a call that fails would be handed round. */
import { normalizeName, type Model } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';

interface Link {
  readonly to: Located<Model>;
  /** Place in the list of fallbacks. */
  readonly index: number;
}

/**
 * A fault for each link that closes a loop on the way from the first model on, with the models of that loop and no others. Without these
 * links there is no loop: what they leave out is no second fault.
 */
export function fallbackLoops(models: readonly Located<Model>[]): readonly Fault[] {
  const named = ownersOf(models);
  const faults: Fault[] = [];
  const path: Located<Model>[] = [];
  const done = new Set<Located<Model>>();
  const visit = (model: Located<Model>): void => {
    path.push(model);
    for (const { to, index } of linksOf(model, named)) {
      const start = path.indexOf(to);
      if (start >= 0) {
        const loop = [...path.slice(start), to].map(({ value }) => value.id).join(' -> ');
        faults.push(
          faultAt(model.source, [...model.path, 'fallbacks', index], `closes the loop ${loop}, remove one of these`),
        );
      } else if (!done.has(to)) visit(to);
    }
    path.pop();
    done.add(model);
  };
  for (const model of models) if (!done.has(model)) visit(model);
  return faults;
}

function linksOf({ value }: Located<Model>, named: Owners): readonly Link[] {
  return value.fallbacks.flatMap((name, index) => {
    const [to, ...more] = named.get(normalizeName(name)) ?? [];
    // Whose name it is must be settled first: that two have it is a fault of its own.
    return to === undefined || more.length > 0 ? [] : [{ to, index }];
  });
}

type Owners = ReadonlyMap<string, readonly Located<Model>[]>;

function ownersOf(models: readonly Located<Model>[]): Owners {
  const owners = new Map<string, Located<Model>[]>();
  for (const model of models) {
    const { id, aliases } = model.value;
    for (const name of new Set([id, ...aliases].map(normalizeName)))
      owners.set(name, [...(owners.get(name) ?? []), model]);
  }
  return owners;
}
