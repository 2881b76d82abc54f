/**
 * What a transformation comes to for one source and one request: the data that imaging renders, renditions key their
 * caches by, and a person can read to understand a URL. Plain data throughout: it crosses process borders as it is.
 */

export type Size = { readonly width: number; readonly height: number };

/** Whole pixels, from the top-left corner. */
export type Rect = Size & { readonly left: number; readonly top: number };

/** sRGB channels 0-255, alpha 0-1. */
export type Color = { readonly r: number; readonly g: number; readonly b: number; readonly alpha: number };

/** What is known of the stored file. Sizes are after EXIF orientation. */
export type SourceFacts = Size & {
  readonly hasAlpha: boolean;
  /** `jpg png webp gif avif heic tiff svg bmp ico`, or what else it is: anything else passes through untouched. */
  readonly format: string;
  /** Frames of an animation, pages of a document; 1 by default. */
  readonly pages: number;
  /** `x,y,width,height` as stored with the asset, for `fo-custom`. */
  readonly customCoordinates?: string | undefined;
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
  readonly originalBecause: 'orig' | 'svg' | 'not-an-image' | 'over-limit' | undefined;
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

/**
 * What every crop mode becomes. Each part is optional and they apply in this order: scale the whole image to `resize`
 * (both sides exact, even if that distorts), cut `crop` out of it (in resized pixels, always inside the image), put the
 * result at `canvas.left, canvas.top` on a canvas of one colour (the image is always inside the canvas).
 */
export type Frame = {
  readonly op: 'frame';
  readonly resize?: Size | undefined;
  readonly crop?: Rect | undefined;
  readonly canvas?: (Rect & { readonly background: Color }) | undefined;
};

/** Puts the image over a colour. With an opaque colour the image becomes opaque; else the colour's alpha remains. */
export type Flatten = { readonly op: 'flatten'; readonly background: Color };

/** Cuts borders within `tolerance` per cent of the top-left pixel's colour; the size is known only afterwards. */
export type Trim = { readonly op: 'trim'; readonly tolerance: number };

/** Cover crop whose place only the pixels decide: salience, faces, objects, divided by `zoom`. */
export type FocusFrame = {
  readonly op: 'focus';
  readonly subject: 'auto' | 'face' | readonly string[];
  readonly mode: 'cover' | 'extract' | 'subject';
  readonly size: Size | undefined;
  readonly aspectRatio: number | undefined;
  readonly zoom: number;
};

/** Padding made of the image itself: blurred copy, dominant colours, generated. Around the frame that precedes it. */
export type Backdrop = {
  readonly op: 'backdrop';
  readonly canvas: Rect;
  readonly fill:
    | { readonly kind: 'blurred'; readonly intensity: number; readonly brightness: number }
    | { readonly kind: 'dominant' }
    | { readonly kind: 'gradient'; readonly colors: 2 | 4 }
    | { readonly kind: 'generated'; readonly prompt: string | undefined };
};

export type Grayscale = { readonly op: 'grayscale' };
export type Contrast = { readonly op: 'contrast' };
export type Colorize = { readonly op: 'colorize'; readonly color: Color; readonly intensity: number };
export type ReplaceColor = {
  readonly op: 'replaceColor';
  readonly to: Color;
  readonly tolerance: number;
  /** Undefined: the dominant colour. */
  readonly from: Color | undefined;
};
/** Gaussian blur of this sigma in pixels. */
export type Blur = { readonly op: 'blur'; readonly sigma: number };
/** 1-100; 50 is the default strength. */
export type Sharpen = { readonly op: 'sharpen'; readonly strength: number };
export type UnsharpMask = {
  readonly op: 'unsharpMask';
  readonly radius: number;
  readonly sigma: number;
  readonly amount: number;
  readonly threshold: number;
};
export type Flip = { readonly op: 'flip'; readonly horizontal: boolean; readonly vertical: boolean };
export type Gradient = {
  readonly op: 'gradient';
  /** Degrees clockwise, 0 is up. */
  readonly direction: number;
  readonly from: Color;
  readonly to: Color;
  /** Where `to` is reached: up to 1 a part of the length, above it pixels. */
  readonly stop: number;
};
export type Point = { readonly x: number; readonly y: number };
export type Distort =
  | { readonly op: 'distort'; readonly kind: 'perspective'; readonly corners: readonly Point[] }
  | { readonly op: 'distort'; readonly kind: 'arc'; readonly degrees: number };
/** Drawn outside: the image grows by twice the width on each axis. */
export type Border = { readonly op: 'border'; readonly width: number; readonly color: Color };
/** Pixels of each corner, clockwise from the top-left; `ellipse` rounds the whole outline. */
export type Round = {
  readonly op: 'round';
  readonly corners: 'ellipse' | readonly [number, number, number, number];
  readonly background: Color | undefined;
};
/** Degrees clockwise; corners that open are filled with `background`. */
export type Rotate = { readonly op: 'rotate'; readonly degrees: number; readonly background: Color };
/** 0-1. */
export type Opacity = { readonly op: 'opacity'; readonly opacity: number };
export type Shadow = {
  readonly op: 'shadow';
  readonly blur: number;
  readonly strength: number;
  /** Per cent of the width and of the height. */
  readonly x: number;
  readonly y: number;
};
export type DropShadow = {
  readonly op: 'dropShadow';
  readonly azimuth: number;
  readonly elevation: number;
  readonly strength: number;
};
/** What needs a model or a provider. */
export type Generate = {
  readonly op: 'generate';
  readonly task: string;
  readonly prompt: string | undefined;
};

/** Every operation there is: the only list of them. `rendered.ts` says which of them imaging can execute today. */
export type Operation =
  | Trim
  | Frame
  | FocusFrame
  | Backdrop
  | Generate
  | ReplaceColor
  | Colorize
  | Contrast
  | Grayscale
  | Blur
  | Sharpen
  | UnsharpMask
  | Flip
  | Gradient
  | Distort
  | Border
  | Round
  | Rotate
  | Opacity
  | Shadow
  | DropShadow
  | Flatten;
