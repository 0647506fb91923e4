// Records what each value of a program is made of. A change of a file keeps the values that use none of its definitions.

/** The parts that a value is made of: definitions as objects, and names that were looked for and not found as texts. */
export type Used = ReadonlySet<object | string>;

/** In place of the parts of a value that has too many: it is never taken for the same again. */
export const anything: object = {};

/** A name that a module does not have. */
export function absentName(module: string, key: string): string {
  return JSON.stringify([module, key]);
}

export interface Dependencies {
  /** Parameters of the root, by the defaults that have a part. */
  readonly defaults: readonly string[];
  readonly used: Used;
}

export interface Traced<T> extends Dependencies {
  readonly value: T;
}

interface Trace {
  readonly defaults: Set<string>;
  readonly used: Set<object | string>;
}

const MAX_USED = 300;

/** Follows the evaluation of a program. What is used belongs to the value that is being made, and to those around it. */
export class DependencyTracker {
  /** The dependencies of the value that is being made. */
  #trace = newTrace();

  use(parts: Iterable<object | string>): void {
    const { used } = this.#trace;
    for (const part of parts) used.add(part);
    if (used.size <= MAX_USED) return;
    used.clear();
    used.add(anything);
  }

  /** The default of a parameter of the root has a part. */
  useDefault(parameter: string): void {
    this.#trace.defaults.add(parameter);
  }

  /** Adds the dependencies of a value that was made before. */
  depend({ defaults, used }: Dependencies): void {
    for (const each of defaults) this.useDefault(each);
    this.use(used);
  }

  /** Makes a value, and returns it with all that it depends on. The value around it depends on the same. */
  traced<T>(make: () => T): Traced<T> {
    const traced = this.tracedApart(make);
    this.depend(traced);
    return traced;
  }

  /** The same, but the value around it does not depend on it. */
  tracedApart<T>(make: () => T): Traced<T> {
    const outer = this.#trace;
    const trace = newTrace();
    this.#trace = trace;
    const value = make();
    this.#trace = outer;
    return { value, defaults: [...trace.defaults], used: trace.used };
  }
}

function newTrace(): Trace {
  return { defaults: new Set(), used: new Set() };
}
