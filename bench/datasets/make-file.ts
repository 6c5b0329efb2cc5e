/** @module Makes a large Parquet file of pictures that do not compress, as datasets of photographs are. */
import { randomFillSync } from 'node:crypto';
import { ParquetWriter, fileWriter } from 'hyparquet-writer';

export interface LargeFile {
  readonly path: string;
  readonly bytes: number;
  readonly groupBytes: number;
  /** Write page locations, as newer writers do. */
  readonly pageIndex: boolean;
}

/** Bytes of one picture. */
const PICTURE = 256 * 1024;

/** @returns its number of rows */
export async function makeFile({ path, bytes, groupBytes, pageIndex }: LargeFile): Promise<number> {
  const schema = [
    { name: 'root', num_children: 3 },
    { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'question', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  ] as const;
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: [...schema], statistics: false });
  const perGroup = Math.max(1, Math.floor(groupBytes / PICTURE));
  let rows = 0;
  while (rows * PICTURE < bytes) {
    const ids = Array.from({ length: perGroup }, (_, index) => rows + index);
    const offsetIndex = pageIndex;
    await writer.write({
      rowGroupSize: perGroup,
      columnData: [
        { name: 'id', data: ids.map((id) => `row-${id}`), offsetIndex },
        { name: 'question', data: ids.map((id) => `What is in picture ${id}?`), offsetIndex },
        {
          name: 'image',
          data: ids.map((id) => ({ bytes: randomFillSync(new Uint8Array(PICTURE)), path: `${id}.bin` })),
          offsetIndex,
        },
      ],
    });
    rows += perGroup;
  }
  await writer.finish();
  return rows;
}
