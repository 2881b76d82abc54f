/** The EXIF of a TIFF file, of which a few kilobytes are read however large it is. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ExifGroups, readTiffExif } from './exif.ts';

/** Runs in a child process, which has nothing else to do while it waits for the disk. */
export function readExifOfTiff(path: string): ExifGroups {
  const file = openSync(path, 'r');
  try {
    return readTiffExif({
      length: fstatSync(file).size,
      read(at, length) {
        const bytes = Buffer.alloc(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, at));
      },
    });
  } finally {
    closeSync(file);
  }
}
