/** @module Queries compiled once: on a path that is walked for every activity, Kysely takes longer to build a statement than SQLite to run it. */
import { sql, type Compilable, type CompiledQuery, type RawBuilder } from 'kysely';
import { MaestroError } from '../domain/errors.js';

class Slot {
  constructor(readonly name: string) {}
}

/** Stands for a value that is given when the query runs. */
export function slot<T>(name: string): RawBuilder<T> {
  return sql<T>`${new Slot(name)}`;
}

/** The query with its slots filled by the members of `values`; run it with `db.executeQuery`. */
export function compileOnce<Row>(query: Compilable<Row>): (values: object) => CompiledQuery<Row> {
  const compiled = query.compile();
  const names = compiled.parameters.map((parameter) => {
    if (parameter instanceof Slot) return parameter.name;
    throw new MaestroError('INTERNAL', `A query compiled once has a fixed value: ${compiled.sql}`);
  });
  return (values) => {
    const given: Readonly<Record<string, unknown>> = { ...values };
    return { ...compiled, parameters: names.map((name) => given[name]) };
  };
}
