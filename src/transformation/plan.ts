/**
 * What a transformation comes to for one source and one request: the data that imaging renders, renditions key their
 * caches by, and a person can read to understand a URL. Plain data throughout: it crosses process borders as it is.
 */
import type { ImageFacts, LayerFacts, Operation, Size } from './operations.ts';

export type * from './operations.ts';

/** What is known of the stored file. */
export type SourceFacts = ImageFacts & {
  /** The files of its layers, by path: what `requirements` lists and the caller has found. */
  readonly layers?: LayerFacts | undefined;
};

/** What the request and the account's settings add to the URL. */
export type PlanRequest = {
  /** Whether one still image is asked for (the suffix `ik-thumbnail.jpg`): then `pg` chooses the page or frame. */
  readonly still?: boolean | undefined;
  /** What the `Accept` header names expressly; a wildcard does not count (spec 6.1). */
  readonly accepts: { readonly webp: boolean; readonly avif: boolean };
  /** `Sec-CH-DPR`, `Sec-CH-Width` (physical pixels), `Save-Data: on`. */
  readonly hints: {
    readonly dpr?: number | undefined;
    readonly width?: number | undefined;
    readonly saveData: boolean;
  };
  readonly settings: {
    readonly defaultFormat: 'auto' | 'original';
    readonly autoAvif: boolean;
    /** 1-100. */
    readonly defaultQuality: number;
    readonly keepMetadata: boolean;
    readonly keepColorProfile: boolean;
    readonly pngCompression: 'lossless' | 'palette';
    /** Whether `Save-Data: on` lowers the quality. Off by default. */
    readonly dataSaver?: boolean | undefined;
    /** The largest image taken in or produced by any step, all frames together. */
    readonly maxMegapixels: number;
  };
};

export type OutputFormat = 'jpg' | 'png' | 'webp' | 'avif' | 'gif';

export type Output = {
  readonly format: OutputFormat;
  /** 1-100. Has no meaning for lossless output. */
  readonly quality: number;
  readonly lossless: boolean;
  readonly progressive: boolean;
  readonly keepMetadata: boolean;
  readonly keepColorProfile: boolean;
  readonly pngPalette: boolean;
  /** Dots per inch that are written into the file. */
  readonly density?: number | undefined;
};

export type VaryHeader = 'Accept' | 'Save-Data' | 'Sec-CH-DPR' | 'Sec-CH-Width';

/** Known and well-formed, but without effect on this source (spec 1.6: never an error). */
export type Ignored = { readonly parameter: string; readonly reason: string };

/** One step of a chain. Its operations run in the order given. */
export type Step = {
  readonly operations: readonly Operation[];
  /** Size after the step; undefined when only the pixels can tell. */
  readonly size: Size | undefined;
};

export type Plan = {
  /** The answer is the stored bytes: `orig-true`, an SVG that stays one, or a file no step can open. */
  readonly original: boolean;
  /** Why `original`: only `svg` may still be sanitised on its way out. */
  readonly originalBecause: 'orig' | 'svg' | 'icon' | 'not-an-image' | 'over-limit' | undefined;
  /** Whether the URL asked for anything; else it is automatic optimisation, which may fail to the stored bytes. */
  readonly asked: boolean;
  /** Every frame is rendered. */
  readonly animated: boolean;
  /** The only page or frame to render, from 1; undefined means the first. */
  readonly page?: number | undefined;
  readonly steps: readonly Step[];
  readonly output: Output;
  readonly size: Size | undefined;
  readonly vary: readonly VaryHeader[];
  /** Value of the `Content-DPR` header, when a client hint chose the width. */
  readonly contentDpr?: number | undefined;
  readonly ignored: readonly Ignored[];
  /** Equal plans have equal keys, and different plans different ones. */
  readonly key: string;
};
