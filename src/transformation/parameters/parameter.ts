/** What a parameter is. A missing part is a compile error, and the reference page is generated from these rows. */
import type { Grammar } from './grammar.ts';

/** Groups of the reference page. */
export type Family =
  | 'dimensions'
  | 'crop'
  | 'background'
  | 'geometry'
  | 'effects'
  | 'ai'
  | 'output'
  | 'source'
  | 'layer'
  | 'text'
  | 'video';

/** Where a parameter has an effect; elsewhere it is known but ignored. */
export type Place = 'image' | 'layer' | 'video';

export type Parameter<T> = {
  /** Names of the option in the official SDKs, the newest first; empty where they have none. */
  readonly sdk: readonly string[];
  readonly family: Family;
  readonly places: readonly Place[];
  /** What it does, in a sentence or two of the reference page. */
  readonly summary: string;
  readonly grammar: Grammar<T>;
  /** What holds when it is absent, in words. */
  readonly byDefault: string;
  /** Whole items, all of them valid. */
  readonly examples: readonly [string, ...string[]];
  /** Whether imaging renders it today. */
  readonly rendered: 'yes' | 'partly' | 'no';
  /** The value of the bare key (`e-sharpen`); undefined when a value must follow. */
  readonly bare?: T;
  /** The value that means the same as leaving the parameter out (`orig-false`). */
  readonly absent?: T;
  /** Whether an empty value (`di-`) means the same as leaving it out; else it is an error. */
  readonly emptyIsAbsent?: boolean;
};

/** A parameter whose value type is inferred from its grammar. */
export function parameter<T>(row: Parameter<T>): Parameter<T> {
  return row;
}
