/**
 * The smallest HEVC encoder there is: a still picture of square blocks of one colour, written as PCM samples, so that
 * nothing is predicted or transformed (ITU-T H.265, sections in brackets). No encoder comes with any package, and a
 * sample photograph would not say what its pixels should be.
 */

/** A block: luma and the two colour differences, 0-255. */
export type Block = readonly [y: number, cb: number, cr: number];

/** Pixels on the side of a block, which is one coding tree unit. */
export const BLOCK_PIXELS = 16;

/** The parameter sets for a decoder's configuration and the coded picture; NAL units without start codes. */
export type HevcPicture = {
  readonly parameterSets: readonly { readonly type: number; readonly unit: Buffer }[];
  readonly slice: Buffer;
};

const [VPS, SPS, PPS, IDR] = [32, 33, 34, 20];

/** @param blocks rows of blocks, all of one length, at most {@link LPS_RANGES} of them together */
export function encodeHevc(blocks: readonly (readonly Block[])[]): HevcPicture {
  const width = (blocks[0]?.length ?? 0) * BLOCK_PIXELS;
  const height = blocks.length * BLOCK_PIXELS;
  return {
    parameterSets: [
      { type: VPS, unit: nalUnit(VPS, videoParameters()) },
      { type: SPS, unit: nalUnit(SPS, sequenceParameters(width, height)) },
      { type: PPS, unit: nalUnit(PPS, pictureParameters()) },
    ],
    slice: nalUnit(IDR, slice(blocks.flat())),
  };
}

/** Bits, first one highest. */
class Bits {
  readonly bytes: number[] = [];
  #free = 0;

  bit(value: number): this {
    if (this.#free === 0) {
      this.bytes.push(0);
      this.#free = 8;
    }
    this.#free -= 1;
    this.bytes[this.bytes.length - 1] = (this.bytes.at(-1) ?? 0) | (value << this.#free);
    return this;
  }

  u(length: number, value: number): this {
    for (let at = length - 1; at >= 0; at -= 1) this.bit(Math.floor(value / 2 ** at) % 2);
    return this;
  }

  /** Exp-Golomb codes of numbers (9.2). */
  ue(...values: readonly number[]): this {
    for (const value of values) {
      const length = Math.floor(Math.log2(value + 1));
      this.u(length, 0).u(length + 1, value + 1);
    }
    return this;
  }

  flags(text: string): this {
    for (const flag of text) this.bit(Number(flag));
    return this;
  }

  align(): this {
    this.#free = 0;
    return this;
  }

  /** A one and zeros up to the next byte. */
  trailing(): this {
    return this.bit(1).align();
  }
}

/** Two bytes of header, and a 3 wherever the bytes would look like a start code (7.3.1). */
function nalUnit(type: number, payload: Bits): Buffer {
  const bytes = [type << 1, 1];
  let zeros = 0;
  for (const byte of payload.bytes) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

/** Main Still Picture, level 3 (7.3.3). */
function profile(bits: Bits): Bits {
  return bits.u(8, 3).u(32, 0x70000000).flags('1001').u(22, 0).u(22, 0).u(8, 90);
}

function videoParameters(): Bits {
  const bits = new Bits().u(4, 0).flags('11').u(6, 0).u(3, 0).bit(1).u(16, 0xffff);
  return profile(bits).bit(1).ue(0, 0, 0).u(6, 0).ue(0).flags('00').trailing();
}

function sequenceParameters(width: number, height: number): Bits {
  const bits = profile(new Bits().u(4, 0).u(3, 0).bit(1)).ue(0, 1, width, height);
  bits.bit(0).ue(0, 0, 0).bit(1).ue(0, 0, 0); // No cropping, 8 bits, order of pictures.
  bits.ue(0, 1, 0, 1, 0, 0).flags('000'); // Blocks of 8 to 16; no scaling lists, asymmetric parts, offsets.
  bits.bit(1).u(4, 7).u(4, 7).ue(0, 1).bit(1); // PCM samples of 8 bits in blocks of 8 to 16.
  return bits.ue(0).flags('00000').trailing();
}

function pictureParameters(): Bits {
  const bits = new Bits().ue(0, 0).flags('00').u(3, 0).flags('00').ue(0, 0, 0).flags('000').ue(0, 0);
  bits.flags('0000000').flags('101'); // Deblocking is spoken of, not for each slice, and off.
  return bits.flags('00').ue(0).flags('00').trailing();
}

function slice(blocks: readonly Block[]): Bits {
  const bits = new Bits().flags('10').ue(0, 2, 0).trailing();
  const coder = arithmeticCoder(bits);
  blocks.forEach((block, index) => {
    coder.start();
    if (index > 0) coder.terminate(0); // The slice goes on.
    coder.unsplit();
    coder.terminate(1); // PCM samples follow.
    bits.align();
    samples(bits, block);
  });
  coder.start();
  coder.terminate(1); // The end of the slice.
  bits.align();
  return bits;
}

/** Luma of the block, then both colours at half the resolution. */
function samples(bits: Bits, [y, cb, cr]: Block): void {
  const luma = BLOCK_PIXELS ** 2;
  for (let i = 0; i < luma; i += 1) bits.bytes.push(y);
  for (const value of [cb, cr]) for (let i = 0; i < luma / 4; i += 1) bits.bytes.push(value);
}

/**
 * The range of the less probable symbol while the flag "this block is split" is 0 again and again, from its initial
 * state on (table 9-52, the column of the full range).
 */
const LPS_RANGES = [240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110];

/** The arithmetic coder (9.3.4.5, its encoding in 9.3.5), for the two symbols that are needed. */
function arithmeticCoder(bits: Bits) {
  let [low, range, outstanding, isFirst, state] = [0, 510, 0, true, 0];

  const put = (value: number) => {
    if (isFirst) isFirst = false;
    else bits.bit(value);
    for (; outstanding > 0; outstanding -= 1) bits.bit(1 - value);
  };
  const renormalise = () => {
    for (; range < 256; range *= 2, low *= 2) {
      if (low < 256) put(0);
      else if (low >= 512) {
        low -= 512;
        put(1);
      } else {
        low -= 256;
        outstanding += 1;
      }
    }
  };

  return {
    /** At the beginning, and behind samples. What it learned of the flag stays. */
    start() {
      [low, range, outstanding, isFirst] = [0, 510, 0, true];
    },
    /** The flag "this block is split": 0, which is the more probable. */
    unsplit() {
      range -= LPS_RANGES[state] as number;
      state += 1;
      renormalise();
    },
    terminate(value: 0 | 1) {
      range -= 2;
      if (value === 1) {
        low += range;
        range = 2;
      }
      renormalise();
      if (value === 0) return;
      put((low >> 9) & 1);
      bits.bit((low >> 8) & 1).bit(1);
    },
  };
}
