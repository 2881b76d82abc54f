import sharp from 'sharp';

/**
 * How like two images of one size are, 1 for equal ones: the mean structural similarity (SSIM, Wang et al. 2004,
 * K1 = 0.01, K2 = 0.03) of the images in gray, in windows of 8 x 8 pixels, one at every fourth.
 */
export async function similarity(a: Buffer, b: Buffer): Promise<number> {
  const gray = (image: Buffer) =>
    sharp(image).removeAlpha().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const [{ data: x, info }, { data: y }] = await Promise.all([gray(a), gray(b)]);
  let sum = 0;
  let windows = 0;
  for (let top = 0; top + 8 <= info.height; top += 4) {
    for (let left = 0; left + 8 <= info.width; left += 4) {
      sum += windowSimilarity(x, y, top * info.width + left, info.width);
      windows += 1;
    }
  }
  return sum / windows;
}

function windowSimilarity(x: Buffer, y: Buffer, start: number, width: number): number {
  let [sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0];
  for (let row = 0; row < 8; row += 1) {
    for (let i = start + row * width; i < start + row * width + 8; i += 1) {
      const [a = 0, b = 0] = [x[i], y[i]];
      sumX += a;
      sumY += b;
      sumXX += a * a;
      sumYY += b * b;
      sumXY += a * b;
    }
  }
  const [meanX, meanY] = [sumX / 64, sumY / 64];
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const variances = (sumXX + sumYY) / 64 - meanX ** 2 - meanY ** 2;
  const covariance = sumXY / 64 - meanX * meanY;
  return (
    ((2 * meanX * meanY + c1) * (2 * covariance + c2)) / ((meanX ** 2 + meanY ** 2 + c1) * (variances + c2))
  );
}
