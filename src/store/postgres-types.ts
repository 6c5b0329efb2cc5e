/**
 * @module The column types of the migrations as PostgreSQL has them, so that one schema means the same in both databases: text is
 * compared by its bytes, whole numbers have 64 bits, and a key of one whole number counts by itself.
 */
import {
  type ColumnDefinitionNode,
  DataTypeNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  RawNode,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';

class ColumnTypes extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode, queryId?: QueryId): ColumnDefinitionNode {
    const column = super.transformColumnDefinition(node, queryId);
    return { ...column, dataType: typeOf(node) };
  }
}

function typeOf({ dataType, primaryKey }: ColumnDefinitionNode): OperationNode {
  if (!DataTypeNode.is(dataType)) return dataType;
  switch (dataType.dataType) {
    case 'text':
      return RawNode.createWithSql('text collate "C"');
    case 'integer':
      return DataTypeNode.create(primaryKey === true ? 'bigserial' : 'bigint');
    default:
      return dataType;
  }
}

export class PostgresTypes implements KyselyPlugin {
  private readonly types = new ColumnTypes();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.types.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}
