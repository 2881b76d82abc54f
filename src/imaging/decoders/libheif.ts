/** libheif-js, loaded when the first HEIC comes. Of its C interface only what is used is described here. */
import { readFile } from 'node:fs/promises';

/** Interleaved 8-bit pixels in the memory of the decoder: gone when the callback returns. */
export type HeifPixels = {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly data: Uint8Array;
  /** The colours were multiplied by alpha. */
  readonly isPremultiplied: boolean;
};

export type Libheif = {
  /** @throws what libheif says, or what WebAssembly does when it breaks */
  decodePrimary<Out>(file: Uint8Array, use: (image: HeifPixels) => Out): Out;
};

type Handle = { readonly __brand: 'handle' };
type Constant = { readonly __brand: 'constant' };
type Failure = { readonly code: Constant; readonly message: string };
type Decoded = {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly {
    readonly id: Constant;
    readonly stride: number;
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array;
  }[];
};

type Module = {
  readonly heif_error_code: { readonly heif_error_Ok: Constant };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: Constant };
  readonly heif_chroma: Readonly<
    Record<'heif_chroma_interleaved_RGB' | 'heif_chroma_interleaved_RGBA', Constant>
  >;
  readonly heif_channel: { readonly heif_channel_interleaved: Constant };
  heif_context_alloc(): Handle;
  heif_context_read_from_memory(context: Handle, file: Uint8Array): Failure;
  heif_js_context_get_primary_image_handle(context: Handle): Handle | Failure;
  heif_image_handle_has_alpha_channel(image: Handle): number;
  heif_image_handle_is_premultiplied_alpha(image: Handle): number;
  heif_js_decode_image2(image: Handle, colorspace: Constant, chroma: Constant): Decoded | Failure;
};

type Factory = (options: { wasmBinary: Uint8Array; print(): void; printErr(): void }) => Module;

let loading: Promise<Libheif> | undefined;

export function loadLibheif(): Promise<Libheif> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Libheif> {
  const { default: factory } = (await import('libheif-js/libheif-wasm/libheif.js')) as unknown as {
    default: Factory;
  };
  const wasm = new URL(import.meta.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const wasmBinary = await readFile(wasm);
  const silent = () => {};
  return {
    // An instance for each file, which is dropped whole: its memory never shrinks, and a hostile file leaves nothing
    // behind for the next. Making one takes some 10 ms.
    decodePrimary: (file, use) => use(decode(factory({ wasmBinary, print: silent, printErr: silent }), file)),
  };
}

function decode(heif: Module, file: Uint8Array): HeifPixels {
  const context = heif.heif_context_alloc();
  const read = heif.heif_context_read_from_memory(context, file);
  if (read.code !== heif.heif_error_code.heif_error_Ok) throw new Error(read.message);
  const image = orThrow(heif.heif_js_context_get_primary_image_handle(context));
  const hasAlpha = heif.heif_image_handle_has_alpha_channel(image) !== 0;
  const { heif_chroma_interleaved_RGB: rgb, heif_chroma_interleaved_RGBA: rgba } = heif.heif_chroma;
  const { heif_colorspace_RGB } = heif.heif_colorspace;
  const { channels } = orThrow(heif.heif_js_decode_image2(image, heif_colorspace_RGB, hasAlpha ? rgba : rgb));
  const pixels = channels.find(({ id }) => id === heif.heif_channel.heif_channel_interleaved);
  if (pixels === undefined) throw new Error('libheif gave no interleaved pixels');
  const { width, height, stride, data } = pixels;
  const isPremultiplied = hasAlpha && heif.heif_image_handle_is_premultiplied_alpha(image) !== 0;
  return { width, height, stride, data, channels: hasAlpha ? 4 : 3, isPremultiplied };
}

function orThrow<T extends object>(result: T | Failure): T {
  if ('code' in result) throw new Error((result as Failure).message);
  return result;
}
