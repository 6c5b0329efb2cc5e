/** @module Names must be told apart: no two entries may share an id or alias, compared without case and separators. */
import { normalizeName } from '../domain/registry.js';
import { faultAt, type Fault, type FieldPath, type Located } from './fault.js';
import { touches } from './salvage.js';

type Named = { readonly id: string; readonly aliases: readonly string[] };

/** One fault per name that an earlier entry, or the same one, already has. What stands in for a name at fault is none. */
export function duplicateNames(
  entries: readonly (Located<Named> & { readonly atFault: readonly FieldPath[] })[],
): readonly Fault[] {
  const owners = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { value, source, path, atFault } of entries) {
    const names = [{ name: value.id, field: ['id'] as FieldPath }].concat(
      value.aliases.map((name, index) => ({ name, field: ['aliases', index] })),
    );
    for (const { name, field } of names) {
      if (touches(atFault, field)) continue;
      const at = [...path, ...field];
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
