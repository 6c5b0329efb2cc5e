/** @module A cell that is not what its adapter says: thrown while a row becomes a task, and told as the row's fault. */
import { MaestroError } from '../../domain/errors.js';

/** @param column empty when no single column is to blame */
export function cellFault(column: string, reason: string): MaestroError {
  return new MaestroError('INVALID_INPUT', reason, { data: { column } });
}
