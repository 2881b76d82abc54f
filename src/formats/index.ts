export { type BmpHeader, type Dib, readBmp, readDib } from './bmp.ts';
export { type IcoEntry, MAX_ICO_BYTES, readIco } from './ico.ts';
