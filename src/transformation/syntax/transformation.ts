/** A parsed transformation: what the text says, before anything is known about the image. Plain data. */

import type { ParameterKey, ParameterValues } from '../parameters/index.ts';
import type { Condition } from './conditions.ts';

/** A chain: the output of one step is the input of the next. */
export type Transformation = { readonly steps: readonly ParsedStep[] };

export type ParsedStep = Items | Conditional;

/** Parameters in the order of the registry, one a key (the last one written), and layers in the order written. */
export type Items = {
  readonly kind: 'items';
  readonly parameters: readonly ParsedParameter[];
  readonly layers: readonly Layer[];
};

/** An if-block: always a whole step. */
export type Conditional = {
  readonly kind: 'conditional';
  readonly condition: Condition;
  readonly whenTrue: Transformation;
  readonly whenFalse: Transformation;
  readonly position: number;
};

export type ParsedParameter = {
  readonly [Key in ParameterKey]: {
    readonly key: Key;
    readonly value: ParameterValues[Key];
    /** As written, decoded. */
    readonly text: string;
    /** Where it stands in the text, in characters from 0. */
    readonly position: number;
  };
}[ParameterKey];

export type LayerType = 'image' | 'text' | 'video' | 'subtitles';

export type Layer = {
  readonly type: LayerType;
  /** Input, position, mode and timing: they concern the layer as a whole, wherever in its body they are written. */
  readonly placement: readonly ParsedParameter[];
  readonly body: Transformation;
  readonly position: number;
};
