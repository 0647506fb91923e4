/** A JSON object as Azure sent it, unchanged. */
export type ArmObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is ArmObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object within; empty where there is none. */
export function part(from: unknown, name: string): ArmObject {
  const value = isObject(from) ? from[name] : undefined;
  return isObject(value) ? value : {};
}

/** A text within; empty where there is none. */
export function text(from: unknown, name: string): string {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A list of objects within; undefined where there is no list, or something else is in it. */
export function list(from: unknown, name: string): readonly ArmObject[] | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}
