import sharp from 'sharp';

/**
 * A JPEG with the statistics of a photograph: detail at every scale, smooth regions, sensor noise. 12 MP by default.
 * Encoded as cameras do (quality 92, 4:2:0, baseline).
 */
export async function photograph(width = 4000, height = 3000): Promise<Buffer> {
  const octaves = [4, 16, 64, 256].map(async (scale, index) => {
    const size = { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 18 + index * 12 };
    const small = await sharp({ create: { ...size, channels: 3, background: '#808080', noise } })
      .png()
      .toBuffer();
    return sharp(small)
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  });
  const [fine, ...coarse] = await Promise.all(octaves);
  return sharp(fine)
    .composite(coarse.map((input) => ({ input, blend: 'overlay' as const })))
    .jpeg({ quality: 92 })
    .toBuffer();
}
