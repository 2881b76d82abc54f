/**
 * Arithmetic in values: `iw_div_2`, `ih_mul_0.8_add_iw_mul_0.4` (spec 5.2).
 *
 * The precedence is ImageKit's own and unusual: multiplication and division first, then addition and subtraction, then
 * `mod`, and `pow` last of all, each level from left to right. `2_mul_3_pow_2` is 36.
 */

const VARIABLES = ['iw', 'ih', 'iar', 'cw', 'ch', 'car', 'bw', 'bh', 'bar', 'idu', 'bdu', 'idn'] as const;
/** One level of precedence each, tightest first. */
const LEVELS = [['mul', 'div'], ['add', 'sub'], ['mod'], ['pow']] as const;
/** Far more than anyone writes; keeps evaluation trivial. */
const MAX_OPERANDS = 32;

export type Variable = (typeof VARIABLES)[number];
export type Operator = (typeof LEVELS)[number][number];

/** `operators[i]` stands between `operands[i]` and `operands[i + 1]`. */
export type Expression = {
  readonly operands: readonly (number | Variable)[];
  readonly operators: readonly Operator[];
};

/** The variables that have a value at some place; the others are errors there. */
export type Scope = Readonly<Partial<Record<Variable, number>>>;

/** Where an expression may stand a plain number may stand too. */
export type Scalar = number | Expression;

/** Reads an expression of at least one variable or operator; undefined when `text` is none. */
export function readExpression(text: string): Expression | undefined {
  const parts = text.split('_', 2 * MAX_OPERANDS + 1);
  if (parts.length % 2 === 0 || parts.length > 2 * MAX_OPERANDS) return undefined;
  const operands: (number | Variable)[] = [];
  const operators: Operator[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      if (!isOperator(part)) return undefined;
      operators.push(part);
    } else {
      const operand = isVariable(part) ? part : readNumber(part);
      if (operand === undefined) return undefined;
      operands.push(operand);
    }
  }
  return operands.length === 1 && typeof operands[0] === 'number' ? undefined : { operands, operators };
}

export function writeExpression({ operands, operators }: Expression): string {
  return operands
    .map((operand, index) => (index === 0 ? `${operand}` : `${operators[index - 1]}_${operand}`))
    .join('_');
}

/**
 * Reads a number as URLs spell it: digits and perhaps decimals, no sign, no exponent. Kept to six decimals, and to 1e9,
 * which is beyond every limit there is, so that it can always be written the same way again.
 */
export function readNumber(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return undefined;
  return Math.round(Math.min(Number(text), 1e9) * 1e6) / 1e6;
}

export type Evaluated = { readonly value: number } | { readonly problem: string };

/** The value of a number or expression: finite, or a problem in words (unknown variable, division by zero). */
export function evaluate(scalar: Scalar, scope: Scope): Evaluated {
  if (typeof scalar === 'number') return { value: scalar };
  let values: number[] = [];
  for (const operand of scalar.operands) {
    const value = typeof operand === 'number' ? operand : scope[operand];
    if (value === undefined) return { problem: `${operand} has no value here` };
    values.push(value);
  }
  let operators: readonly Operator[] = scalar.operators;
  for (const level of LEVELS) {
    const reduced = reduce(values, operators, level);
    if ('problem' in reduced) return reduced;
    ({ values, operators } = reduced);
  }
  const value = values[0] ?? Number.NaN;
  return Number.isFinite(value) ? { value } : { problem: 'the result is not a finite number' };
}

/** The expression with the values of some of its variables put in. */
export function bind({ operands, operators }: Expression, scope: Scope): Expression {
  const bound = operands.map((operand) =>
    typeof operand === 'number' ? operand : (scope[operand] ?? operand),
  );
  return { operands: bound, operators };
}

/** Carries out the operators of one level, left to right. */
function reduce(
  values: readonly number[],
  operators: readonly Operator[],
  level: readonly Operator[],
): { values: number[]; operators: Operator[] } | { problem: string } {
  const kept: number[] = [values[0] ?? Number.NaN];
  const later: Operator[] = [];
  for (const [index, operator] of operators.entries()) {
    const right = values[index + 1] ?? Number.NaN;
    if (!level.includes(operator)) {
      later.push(operator);
      kept.push(right);
    } else if (right === 0 && (operator === 'div' || operator === 'mod')) {
      return { problem: 'division by zero' };
    } else {
      kept.push(apply(operator, kept.pop() ?? Number.NaN, right));
    }
  }
  return { values: kept, operators: later };
}

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case 'mul':
      return left * right;
    case 'div':
      return left / right;
    case 'add':
      return left + right;
    case 'sub':
      return left - right;
    case 'mod':
      return left % right;
    case 'pow':
      return left ** right;
  }
}

function isVariable(text: string): text is Variable {
  return (VARIABLES as readonly string[]).includes(text);
}

function isOperator(text: string): text is Operator {
  return (LEVELS.flat() as readonly string[]).includes(text);
}
