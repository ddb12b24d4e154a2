/** A Parquet file as a stream of rows: one group of rows at a time, kept by column, and only the columns that are needed. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Cell, Row, Table } from '#files/table.ts';
import { Refusal } from '#refusal.ts';
import { fromWallClock } from '#time/day.ts';

/** Bytes of one column in one group; a group is the unit in which the format is read, so it has to fit in memory. */
const COLUMN_LIMIT = 1_000_000_000;

function unreadable(): never {
  throw new Refusal(
    'file_unreadable',
    'Het Parquet-bestand is beschadigd of niet compleet. Maak of upload het opnieuw.'
  );
}

/** Columns with a wall clock and no zone (isAdjustedToUTC is false) or only a day: Amsterdam's is meant. */
function localColumns(metadata: FileMetaData): ReadonlySet<string> {
  return new Set(
    metadata.schema
      .filter(
        ({ logical_type: type, converted_type: old }) =>
          (type?.type === 'TIMESTAMP' && !type.isAdjustedToUTC) || type?.type === 'DATE' || old === 'DATE'
      )
      .map(({ name }) => name)
  );
}

/** @throws Refusal file_unreadable when it is not whole */
export async function readParquet(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch(unreadable);
  const header = parquetSchema(metadata).children.map((child) => child.element.name);
  const local = localColumns(metadata);
  let read = 0;

  async function group(from: number, to: number, columns: string[]): Promise<Map<string, ArrayLike<Cell>[]>> {
    const parts = new Map<string, ArrayLike<Cell>[]>(columns.map((name) => [name, []]));
    await parquetRead({
      file,
      metadata,
      compressors,
      columns,
      rowStart: from,
      rowEnd: to,
      onChunk: ({ columnName, columnData }) => parts.get(columnName)?.push(columnData as ArrayLike<Cell>)
    }).catch(unreadable);
    return parts;
  }

  return {
    header,
    read: () => read,
    total: Number(metadata.num_rows),
    close: () => {},
    rows: async function* (wanted = header): AsyncGenerator<Row> {
      const columns = header.filter((name) => wanted.includes(name));
      for (const { num_rows: length, columns: sizes } of metadata.row_groups) {
        const large = sizes.some(
          ({ meta_data: about }) =>
            about && columns.includes(about.path_in_schema[0] ?? '') && about.total_uncompressed_size > COLUMN_LIMIT
        );
        if (large)
          throw new Refusal(
            'file_too_large',
            'Een groep rijen in dit Parquet-bestand is te groot. Schrijf het met kleinere groepen, of als CSV.'
          );
        const [from, to] = [read, read + Number(length)];
        const parts = await group(from, to, columns);
        const places = columns.map((name) => ({
          name,
          values: parts.get(name) ?? [],
          part: 0,
          place: 0,
          isLocal: local.has(name)
        }));
        while (read < to) {
          const cells: Record<string, Cell> = {};
          for (const at of places) {
            while (at.values[at.part] && at.place >= at.values[at.part]!.length) {
              at.part++;
              at.place = 0;
            }
            const values = at.values[at.part];
            if (!values) unreadable();
            const value = values[at.place++];
            cells[at.name] =
              value === undefined
                ? null
                : at.isLocal && value instanceof Date
                  ? new Date(fromWallClock(value.getTime()))
                  : value;
          }
          yield { line: ++read + 1, cells };
        }
      }
    }
  };
}
