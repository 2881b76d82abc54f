/** Just enough of EXIF, which is a TIFF without a picture, to change one number. */

const PREFIX = Buffer.from('Exif\0\0', 'latin1');
const ORIENTATION = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** A copy that says the picture is upright, without the prefix of JPEG; undefined for what is no EXIF. */
export function uprightExif(exif: Buffer | undefined): Buffer | undefined {
  if (exif === undefined) return undefined;
  const tiff = Buffer.from(exif.subarray(0, 6).equals(PREFIX) ? exif.subarray(6) : exif);
  const order = tiff.toString('latin1', 0, 4);
  if (tiff.length < 14 || (order !== 'II*\0' && order !== 'MM\0*')) return undefined;
  const little = order === 'II*\0';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  const count = Math.min(short(directory), Math.floor((tiff.length - directory - 2) / ENTRY_BYTES));
  for (let at = directory + 2; at < directory + 2 + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    if (short(at) !== ORIENTATION || short(at + 2) !== SHORT) continue;
    if (little) tiff.writeUInt16LE(1, at + 8);
    else tiff.writeUInt16BE(1, at + 8);
  }
  return tiff;
}
