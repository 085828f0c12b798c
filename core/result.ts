/**
 * Result: an expected outcome that may be a refusal. A bug throws; bad input and refusals are returned,
 * so that the caller cannot forget them. A refusal carries a stable `code` from a closed union; French
 * text is looked up from the code by the pages, never stored here.
 */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** The value of a result that cannot be a refusal here; throws (our bug) with the refusal otherwise. */
export function assertOk<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`unexpected refusal: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** Marks the default of an exhaustive switch: reaching it is our bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
