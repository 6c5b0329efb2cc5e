/** @module Names must be told apart: no two entries may share an id or alias, compared without case and separators. */
import { normalizeName } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from './fault.js';

type Named = { readonly id: string; readonly aliases: readonly string[] };

/** One fault per name that an earlier entry, or the same one, already has. */
export function duplicateNames(entries: readonly Located<Named>[]): readonly Fault[] {
  const owners = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { value, source, path } of entries) {
    const names = [{ name: value.id, at: [...path, 'id'] }].concat(
      value.aliases.map((name, index) => ({ name, at: [...path, 'aliases', index] })),
    );
    for (const { name, at } of names) {
      const key = normalizeName(name);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, value.id);
      else
        faults.push(
          faultAt(source, at, `"${name}" already names ${owner} (case and separators do not count), choose another`),
        );
    }
  }
  return faults;
}
