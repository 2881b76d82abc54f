/** What is at hand already, or will come. To await what is there costs a hot answer two or three per cent of its time. */
export type Soon<Value> = Value | Promise<Value>;

/** What `next` makes of the value: at once where that is there. */
export function when<Value, Next>(value: Soon<Value>, next: (value: Value) => Soon<Next>): Soon<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
