/**
 * What can be done to an image, as data: the vocabulary between planning and imaging. An operation holds concrete
 * numbers; what only the pixels can tell is `deferred`, `focus`, or a layer whose size is undefined.
 */

export type Size = { readonly width: number; readonly height: number };

/** Whole pixels, from the top-left corner. */
export type Rect = Size & { readonly left: number; readonly top: number };

export type Point = { readonly x: number; readonly y: number };

/** sRGB channels 0-255, alpha 0-1. */
export type Color = { readonly r: number; readonly g: number; readonly b: number; readonly alpha: number };

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

/**
 * Cuts borders within `tolerance` per cent of the top-left pixel's colour. A uniform image stays as it is. The size is
 * known only afterwards: what follows is {@link Deferred}.
 */
export type Trim = { readonly op: 'trim'; readonly tolerance: number };

/**
 * The rest of the chain, once the size of the image depends on its pixels. `resolveDeferred` turns it into operations
 * when the size is there; the last of them may be deferred again. Nothing of the chain comes after it but a flatten.
 */
export type Deferred = {
  readonly op: 'deferred';
  /** What follows, in its canonical text. */
  readonly rest: string;
  /** The stored image, to which `iw`, `ih` and conditions look back; undefined for text, which has none. */
  readonly source: (Size & { readonly format: string }) | undefined;
  readonly hasAlpha: boolean;
  /** What the browser said, as far as `rest` reads it. */
  readonly hints: { readonly dpr?: number | undefined; readonly width?: number | undefined };
  /** In a layer: the size of what it lies on. */
  readonly base?: Size | undefined;
  /** The files of layers within `rest`, by path. */
  readonly layers?: LayerFacts | undefined;
};

/**
 * A crop whose place only the pixels decide: `resolveFocus` makes frames of it when the subject is found. The size of
 * the result is `size`, except for `subject`, which crops to the subject itself.
 */
export type FocusFrame = {
  readonly op: 'focus';
  /** What stands out, faces, or objects by name. */
  readonly subject: 'auto' | 'face' | readonly string[];
  readonly mode: 'cover' | 'extract' | 'subject';
  /** The whole image is scaled to it before the cut; undefined: it keeps its scale. */
  readonly resize?: Size | undefined;
  readonly size: Size | undefined;
  /** Of the box around the subject, in mode `subject`. */
  readonly aspectRatio: number | undefined;
  /** The window is divided by it. */
  readonly zoom: number;
};

/** Padding made of the image itself: blurred copy, dominant colours, generated. Around the frame that precedes it. */
export type Backdrop = {
  readonly op: 'backdrop';
  /** The canvas, and where on it the image lies. */
  readonly canvas: Rect;
  readonly fill:
    | { readonly kind: 'blurred'; readonly intensity: number; readonly brightness: number }
    | { readonly kind: 'dominant' }
    | { readonly kind: 'gradient'; readonly colors: 2 | 4 }
    | { readonly kind: 'generated'; readonly prompt: string | undefined };
};

export type Grayscale = { readonly op: 'grayscale' };
/** Stretches the tones to the full range. */
export type Contrast = { readonly op: 'contrast' };
/** `intensity` in per cent. */
export type Colorize = { readonly op: 'colorize'; readonly color: Color; readonly intensity: number };
export type ReplaceColor = {
  readonly op: 'replaceColor';
  readonly to: Color;
  /** Per cent. */
  readonly tolerance: number;
  /** Undefined: the dominant colour. */
  readonly from: Color | undefined;
};
/** Gaussian blur of this sigma in pixels, above 0 and at most 100. */
export type Blur = { readonly op: 'blur'; readonly sigma: number };
/** Above 0, at most 100; 50 is the default strength. */
export type Sharpen = { readonly op: 'sharpen'; readonly strength: number };
/** `out = in + amount * (in - blurred)` where they differ by more than `threshold` of the full scale. */
export type UnsharpMask = {
  readonly op: 'unsharpMask';
  /** Pixels beyond which the kernel ends; 0: where sigma has it end. */
  readonly radius: number;
  readonly sigma: number;
  readonly amount: number;
  readonly threshold: number;
};
/** `horizontal` mirrors left and right, `vertical` top and bottom. */
export type Flip = { readonly op: 'flip'; readonly horizontal: boolean; readonly vertical: boolean };
/** Drawn over the whole rectangle, transparent areas too. */
export type Gradient = {
  readonly op: 'gradient';
  /** Degrees clockwise, 0 is up. */
  readonly direction: number;
  readonly from: Color;
  readonly to: Color;
  /** Where `to` is reached: up to 1 a part of the length, above it pixels. */
  readonly stop: number;
};
/** `corners`: where the image's own land, clockwise from the top-left. The size stays, or is given. */
export type Distort =
  | { readonly op: 'distort'; readonly kind: 'perspective'; readonly corners: readonly Point[] }
  | { readonly op: 'distort'; readonly kind: 'arc'; readonly degrees: number; readonly size: Size };

/** Radii in pixels, clockwise from the top-left, at most half the shorter side; or the ellipse that touches all sides. */
export type Corners = 'ellipse' | readonly [number, number, number, number];

/**
 * Drawn outside: the image grows by twice the width on each axis. With `inner` the edge towards the image is rounded,
 * and the colour covers what lies beyond; the outer corners are those of the {@link Round} that follows.
 */
export type Border = {
  readonly op: 'border';
  readonly width: number;
  readonly color: Color;
  readonly inner?: Corners | undefined;
};
/** Makes transparent what lies beyond the corners. */
export type Round = { readonly op: 'round'; readonly corners: Corners };
/** Degrees clockwise, above 0 and below 360; `size` is the bounding box, corners that open are transparent. */
export type Rotate = { readonly op: 'rotate'; readonly degrees: number; readonly size: Size };
/** Multiplies alpha by 0 to less than 1. */
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
  /** Of the result. */
  readonly size: Size;
};

/** What is known of the files of layers, by the path that `requirements` names. */
export type LayerFacts = Readonly<Record<string, ImageFacts>>;

/** Size after EXIF orientation. */
export type ImageFacts = Size & {
  readonly hasAlpha: boolean;
  /** `jpg png webp gif avif heic tiff svg bmp ico`, or what else it is: anything else passes through untouched. */
  readonly format: string;
  /** Frames of an animation, pages of a document; 1 by default. */
  readonly pages: number;
  /** `x,y,width,height` as stored with the asset, for `fo-custom`. */
  readonly customCoordinates?: string | undefined;
};

/** Another picture on top: made from its source by its own operations, then drawn at its place. */
export type Overlay = {
  readonly op: 'layer';
  readonly source: OverlaySource;
  readonly operations: readonly Operation[];
  /** After its operations; undefined when only the pixels can tell, then `place` is what `resolvePlace` reads. */
  readonly size: Size | undefined;
  /** Where its top-left corner goes on the base; parts outside are cut off. */
  readonly place: Point | Placement;
  readonly mode: 'over' | 'multiply' | 'cutout' | 'cutter' | 'displace';
  /** Of `displace`: pixels by which full red moves what is below horizontally, and full green vertically. */
  readonly displacement?: Point | undefined;
};

export type OverlaySource =
  | { readonly kind: 'file'; readonly path: string; readonly page?: number | undefined }
  | { readonly kind: 'block'; readonly size: Size; readonly color: Color }
  | TextBox;

/** Its extents are known only when it is drawn. */
export type TextBox = {
  readonly kind: 'text';
  readonly text: string;
  /** Pixels at which lines wrap. */
  readonly width: number | undefined;
  readonly fontSize: number;
  /** A built-in family, or the path of a font file as `requirements` names it. */
  readonly font: string;
  readonly color: Color;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly strikethrough: boolean;
  readonly align: 'left' | 'right' | 'center';
  /** Top, right, bottom, left. */
  readonly padding: readonly [number, number, number, number];
  /** Pixels; undefined: that of the font. */
  readonly lineHeight: number | undefined;
  readonly background: Color;
  /** Of the whole box, 0-1. */
  readonly opacity: number;
};

/** Items of the URL that place a layer, until its size is known: canonical values, what the base decides put in. */
export type Placement = Readonly<Partial<Record<'lx' | 'ly' | 'lxc' | 'lyc' | 'lap' | 'lfo', string>>>;

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
  | Overlay
  | Flatten
  | Deferred;
