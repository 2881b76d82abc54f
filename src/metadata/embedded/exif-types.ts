/**
 * The types that ImageKit documents for EXIF's values (rest-api.md 4.2). What a file has in another type is made to fit
 * where its meaning is plain, or left out: clients read these answers into typed records.
 */

export type ExifValue = string | number | readonly number[];

const INTEGERS = new Set([
  ...['Orientation', 'ResolutionUnit', 'YCbCrPositioning', 'ExifOffset', 'GPSInfo', 'Compression'],
  ...['ThumbnailOffset', 'ThumbnailLength', 'ExposureProgram', 'ISO', 'MeteringMode', 'Flash', 'LightSource'],
  ...['SensingMethod', 'FocalLengthIn35mmFormat', 'ColorSpace', 'ExifImageWidth', 'ExifImageHeight'],
  ...['InteropOffset', 'FocalPlaneResolutionUnit', 'CustomRendered', 'ExposureMode', 'WhiteBalance'],
  ...['SceneCaptureType', 'GPSAltitudeRef'],
]);

const NUMBERS = new Set([
  ...['XResolution', 'YResolution', 'ExposureTime', 'FNumber', 'ShutterSpeedValue', 'ApertureValue'],
  ...['ExposureCompensation', 'BrightnessValue', 'MaxApertureValue', 'FocalLength'],
  ...['FocalPlaneXResolution', 'FocalPlaneYResolution', 'GPSAltitude', 'GPSImgDirection'],
]);

const LISTS = new Set(['GPSVersionID', 'GPSLatitude', 'GPSLongitude', 'GPSTimeStamp']);

const TEXTS = new Set([
  ...['Make', 'Model', 'ImageDescription', 'Artist', 'Copyright', 'Software', 'ModifyDate', 'ExifVersion'],
  ...['FlashpixVersion', 'DateTimeOriginal', 'CreateDate', 'UserComment', 'SceneType', 'LensModel'],
  ...['SubSecTime', 'SubSecTimeOriginal', 'SubSecTimeDigitized', 'ComponentsConfiguration'],
  ...['GPSLatitudeRef', 'GPSLongitudeRef', 'GPSImgDirectionRef', 'GPSDateStamp'],
  ...['InteropIndex', 'InteropVersion'],
]);

/** rest-api.md 4.2. */
const MAX_TEXT_BYTES = 4 * 1024;

/** The value as the documented type of its name; undefined where it does not fit. Of what has no type, as it is. */
export function fitted(name: string, value: ExifValue | undefined): ExifValue | undefined {
  if (value === undefined) return undefined;
  if (INTEGERS.has(name)) return whole(first(value));
  if (NUMBERS.has(name)) return first(value);
  if (LISTS.has(name)) return list(value);
  if (TEXTS.has(name) && typeof value !== 'string')
    return typeof value === 'number' ? String(value) : undefined;
  return typeof value === 'string' && Buffer.byteLength(value) > MAX_TEXT_BYTES ? undefined : value;
}

/** Tags of which several values may be there, but one is meant. */
function first(value: ExifValue): number | undefined {
  if (typeof value === 'string') return undefined;
  return typeof value === 'number' ? value : value[0];
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

function list(value: ExifValue): readonly number[] | undefined {
  if (typeof value === 'string') return undefined;
  return typeof value === 'number' ? [value] : value;
}
