import { isLoginServer } from '../../../model/host.ts';
import { emptyAt, type Origin } from '../../../model/place.ts';
import { type Expression, firstLine } from '../../source/languages/expression.ts';
import { type Content, contents, type Entry, type List, type Mapping, type Scalar } from '../../source/tree.ts';

/** A place without its file. The spans of files that are evaluated together don't overlap. */
export type ProgramPlace = Omit<Origin, 'file'> & {
  /** True if only a deployment knows the value there. */
  readonly isOpen?: boolean;
};

const MAX_ORIGINS = 20;
const MAX_CHOICES = 100;

/** Facts about values besides themselves: where they come from, and how sure they are. */
export class Provenance {
  readonly #open = new WeakSet<Content>();
  readonly #choices = new WeakMap<Content, readonly Content[]>();
  readonly #doubts = new WeakMap<Content, Scalar>();
  readonly #origins = new WeakMap<Content, readonly ProgramPlace[]>();
  readonly #sources = new WeakMap<Content, Scalar>();

  /** The value of an expression that only a deployment knows, as a placeholder. */
  unsettled(expression: Expression, text: string): Scalar {
    const content: Scalar = { kind: 'scalar', text, span: firstLine(expression), plain: false };
    this.#open.add(content);
    return content;
  }

  /** Branches of a condition, and whose login server it is, are more exact than the name of what holds them. */
  isSettled(content: Content): boolean {
    const isHost = content.kind === 'scalar' && isLoginServer(content.text);
    return !this.#open.has(content) || this.#choices.has(content) || isHost;
  }

  /** The values of all branches where a condition decides. The value alone where none does. */
  choices(content: Content): readonly Content[] {
    return this.#choices.get(content) ?? [content];
  }

  /** Notes that a value is one of others. */
  oneOf(content: Scalar, options: readonly Content[]): Scalar {
    this.#choices.set(content, options.flatMap(option => this.choices(option)).slice(0, MAX_CHOICES));
    return content;
  }

  /** One of several values. Of mappings, each key has what it has in any of them. */
  among(options: readonly Content[], open: () => Scalar): Content {
    const lists = options.filter(option => option.kind === 'list');
    if (lists.length > 0) {
      const doubt = open();
      const items = lists.flatMap(list => list.items);
      return this.doubted({ kind: 'list', items, span: emptyAt(doubt.span.start) }, doubt);
    }
    const mappings = options.filter(option => option.kind === 'mapping');
    const [mapping] = mappings;
    if (mapping === undefined) return this.oneOf(open(), options);
    if (mappings.length === 1) return this.doubted({ ...mapping }, open());
    const named = Map.groupBy(
      mappings.flatMap(({ entries }) => entries),
      ({ key }) => key.text,
    );
    const entries = [...named.values()].flatMap(same => {
      const [first] = same;
      if (first === undefined || same.length === 1) return same;
      return { key: first.key, value: this.among(contents(same.map(({ value }) => value)), open) };
    });
    return this.doubted({ ...mapping, entries }, open());
  }

  /**
   * A collection made of others. A value from a doubtful mapping is doubtful. All of it is doubtful if it comes from a
   * doubtful list, or if a mapping is combined with an unknown one.
   */
  mixed(made: List | Mapping, parts: readonly Content[], open: () => Scalar, isDeep = false): List | Mapping {
    const inDoubt = parts.filter(part => this.#doubts.has(part));
    const isOpen = made.kind === 'list' ? inDoubt.length > 0 : parts.some(part => this.#open.has(part));
    if (isOpen) this.doubted(made, open());
    if (made.kind === 'list' || (inDoubt.length === 0 && !isDeep)) return made;
    const doubtful = new Set(inDoubt.flatMap(part => (part.kind === 'mapping' ? part.entries : [])));
    const entries = made.entries.map(entry =>
      doubtful.has(entry) ? { ...entry, value: this.among(contents([entry.value]), open) } : entry,
    );
    const mixed = { ...made, entries: isDeep ? this.#merged(entries, open) : entries };
    return isOpen ? this.doubted(mixed, open()) : mixed;
  }

  /** Mappings of the same name are merged in turn. Of other values the last counts. */
  #merged(entries: readonly Entry[], open: () => Scalar): readonly Entry[] {
    return [...Map.groupBy(entries, ({ key }) => key.text).values()].flatMap(same => {
      const below = contents(same.map(({ value }) => value));
      const mappings = below.filter(each => each.kind === 'mapping');
      const [mapping] = mappings;
      if (mapping === undefined || same.length === 1 || mappings.length < same.length) return same.slice(-1);
      const made = { ...mapping, entries: mappings.flatMap(each => each.entries) };
      return same.slice(-1).map(({ key }) => ({ key, value: this.mixed(made, mappings, open, true) }));
    });
  }

  /** All lists with one choice of each value. Undefined where no value has a choice. */
  combinations(values: readonly Content[]): readonly (readonly Content[])[] | undefined {
    if (!values.some(value => this.#choices.has(value))) return undefined;
    return values.reduce<readonly (readonly Content[])[]>(
      (lists, value) =>
        lists.flatMap(list => this.choices(value).map(choice => [...list, choice])).slice(0, MAX_CHOICES),
      [[]],
    );
  }

  /**
   * The expression of a mapping or a list whose presence or shape only a deployment knows. The value shows the
   * possibilities. Undefined: it surely exists as it is.
   */
  doubtOf(value: Content): Scalar | undefined {
    return this.#doubts.get(value);
  }

  doubted<C extends Content>(value: C, doubt: Scalar): C {
    this.#doubts.set(value, doubt);
    return value;
  }

  /** The sources of a value's parts, if it isn't the value itself. */
  originsOf(value: Content): readonly ProgramPlace[] {
    return this.#origins.get(value) ?? [];
  }

  from(scalar: Scalar, origins: readonly ProgramPlace[]): Scalar {
    if (origins.length > 0) this.#origins.set(scalar, origins.slice(0, MAX_ORIGINS));
    return scalar;
  }

  /** A text that is defined elsewhere gets the place where it is used. Its definition is its origin. */
  usedAt(expression: Expression, value: Content, role: string): Content {
    if (value.kind !== 'scalar' || this.#choices.has(value)) return value;
    const scalar: Scalar = { ...value, span: firstLine(expression) };
    this.#sources.set(scalar, this.sourceOf(value));
    return this.from(scalar, [{ span: value.span, role, isOpen: this.isOpen(value) }, ...this.originsOf(value)]);
  }

  /** Returns whether a value is a whole expression that only a deployment knows, here or where it is handed from. */
  isOpen(value: Scalar): boolean {
    return this.#open.has(this.sourceOf(value));
  }

  /**
   * The value that was written, of one that is only used somewhere else. A value that is put together is its own
   * source.
   */
  sourceOf(value: Scalar): Scalar {
    return this.#sources.get(value) ?? value;
  }

  /** Returns whether anything but its own text and place is known of a value. */
  isKnown(value: Content): boolean {
    return this.#choices.has(value) || this.#origins.has(value) || this.#open.has(value);
  }
}
