import { type Compilable, CompiledQuery } from 'kysely';
import type { Reader } from './database.ts';

/** Reads the rows, given the parameters in the order of the text. */
export type Statement<Row> = (...parameters: readonly unknown[]) => Promise<readonly Row[]>;

/**
 * A statement asked again and again: its text is made once, which costs more than many a look-up.
 * @param build the statement, with any values in the places of its parameters
 */
export function statement<Row>(reader: Reader, build: () => Compilable<Row>): Statement<Row> {
  let text: string | undefined;
  return async (...parameters) => {
    text ??= build().compile().sql;
    return (await reader.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows;
  };
}
