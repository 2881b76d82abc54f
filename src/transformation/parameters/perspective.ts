/** Which perspectives `e-distort` accepts: those of the official editor (spec 3.1). */

/** x and y of the top-left, top-right, bottom-right and bottom-left corner. */
export type Corners = readonly number[];

/** Whether each corner is on its own side of the others. */
export function isConvex(corners: Corners): boolean {
  const [x1, y1, x2, y2, x3, y3, x4, y4] = corners;
  if (x1 === undefined || x2 === undefined || x3 === undefined || x4 === undefined) return false;
  if (y1 === undefined || y2 === undefined || y3 === undefined || y4 === undefined) return false;
  const leftAndRight = Math.max(x1, x4) < Math.min(x2, x3);
  const topAndBottom = Math.max(y1, y2) < Math.min(y3, y4);
  return leftAndRight && topAndBottom;
}
