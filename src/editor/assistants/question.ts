/** What a model asks of the check: an image, or a file of the workspace; on one target or on all that they go to. */
export interface CheckQuestion {
  readonly image: string | undefined;
  readonly file: string | undefined;
  readonly target: string | undefined;
}

/** Models fill in forms loosely: what is not wanted may be there as an empty text. */
export function questionFrom(input: unknown): CheckQuestion {
  const image = textOf(input, 'image');
  const file = textOf(input, 'file');
  if ((image === undefined) === (file === undefined)) {
    throw new Error('Give either `image` or `file`: one of them, and not both.');
  }
  return { image, file, target: textOf(input, 'target') };
}

/** A field of the input that holds more than blanks. */
export function textOf(input: unknown, field: string): string | undefined {
  if (typeof input !== 'object' || input === null || !(field in input)) return undefined;
  const value: unknown = Reflect.get(input, field);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
