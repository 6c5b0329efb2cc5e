/** @module Makes the project's search attributes known to a namespace. */
import type { OperatorService } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { MaestroError, messageOf } from '../domain/errors.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';

/** A client's or a worker's connection. */
export interface WithOperator {
  readonly operatorService: OperatorService;
}

/** Name -> type, in the numbers of the protocol. */
type Types = Record<string, NonNullable<ReturnType<typeof encodeSearchAttributeIndexedValueType>>>;

/**
 * Adds those search attributes that `namespace` lacks; does nothing when all are there.
 * @returns the names that were added.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when the server does not allow it, SERVER_CONFLICT when a name is taken by another type.
 */
export async function registerSearchAttributes(connection: WithOperator, namespace: string): Promise<string[]> {
  const known = await knownTypes(connection, namespace);
  const missing: Types = {};
  for (const { name, type } of SEARCH_ATTRIBUTES) {
    const wanted = encodeSearchAttributeIndexedValueType(type);
    const found = known[name];
    if (wanted === undefined)
      throw new MaestroError('INTERNAL', `Search attribute ${name} has the unknown type ${type}.`);
    if (found === undefined) missing[name] = wanted;
    else if (found !== wanted) {
      throw new MaestroError(
        'SERVER_CONFLICT',
        `Search attribute ${name} of namespace ${namespace} is not of type ${type}: remove it there (temporal operator search-attribute remove --name ${name}), or use another namespace.`,
      );
    }
  }
  if (Object.keys(missing).length === 0) return [];
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  } catch (error) {
    // Another process may have been faster: what counts is that they are there.
    const now = await knownTypes(connection, namespace);
    if (Object.keys(missing).some((name) => now[name] === undefined)) throw refused(namespace, error);
  }
  return Object.keys(missing);
}

async function knownTypes(connection: WithOperator, namespace: string): Promise<Types> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return { ...customAttributes };
  } catch (error) {
    throw refused(namespace, error);
  }
}

function refused(namespace: string, cause: unknown): MaestroError {
  const flags = SEARCH_ATTRIBUTES.map(({ name, type }) => `--name ${name} --type ${camelCase(type)}`).join(' ');
  return new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    `The Temporal server did not let Maestro list or add search attributes in namespace ${namespace} (${messageOf(cause)}). Ask its operator to run once: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    { cause },
  );
}

function camelCase(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
