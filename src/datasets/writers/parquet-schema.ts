/** @module Parquet's schema elements, as pyarrow writes them: everything optional, lists of three levels. */
import type { SchemaElement } from 'hyparquet';

/** A column or field, with its children behind it: Parquet lists a tree depth first. */
export type Field = readonly SchemaElement[];

export const textField = (name: string): Field => [
  { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'OPTIONAL' },
];
export const bytesField = (name: string): Field => [{ name, type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }];
export const integerField = (name: string): Field => [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
export const numberField = (name: string): Field => [{ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }];
export const flagField = (name: string): Field => [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];

export function structField(name: string, fields: readonly Field[]): Field {
  return [{ name, repetition_type: 'OPTIONAL', num_children: fields.length }, ...fields.flat()];
}

/** @param element its field, named `element` */
export function listField(name: string, element: Field): Field {
  const list = { converted_type: 'LIST', logical_type: { type: 'LIST' } } as const;
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, ...list },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ];
}

export function rootOf(fields: readonly Field[]): SchemaElement[] {
  return [{ name: 'schema', num_children: fields.length }, ...fields.flat()];
}
