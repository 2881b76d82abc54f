/** What values are made of: colours, expressions, encodings. */
export {
  BLACK,
  COLOR_GRAMMAR,
  plainColor,
  readColor,
  TRANSPARENT,
  type WrittenColor,
  writeColor,
} from './colors.ts';
export { decodeBase64, decodePercent, encodeBase64, encodePercent } from './encoding.ts';
export {
  bind,
  type Expression,
  evaluate,
  readExpression,
  readNumber,
  type Scalar,
  type Scope,
  writeExpression,
} from './expressions.ts';
