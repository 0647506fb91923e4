import type { AssumptionId } from '../../model/assumption.ts';
import { t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { emptyAt, type Origin, type Place, type Span, type Written } from '../../model/place.ts';
import type { Declaration, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { FormatId, ImageReference, ReadImage } from '../../model/reference.ts';
import type { Workload } from '../../model/workload.ts';
import { readImage } from '../image.ts';
import { firstLine } from './languages/expression.ts';
import { lift, openVariables } from './lift.ts';
import { type Settle, type SettledOrigin, settleText } from './placeholders.ts';
import { type Content, detached, type Source } from './tree.ts';
import { textOf, type View, view } from './view.ts';
import { parseYaml } from './yaml/yaml.ts';

/** A manifest's reading without the file's name: what one document gives. */
export type DocumentReading = Omit<ManifestReading, 'file'>;

/** A value that had a part in a name, besides the one that the reference points at. */
export interface NamePart {
  readonly value: View;
  /** A short phrase for people: `value of image.tag`. */
  readonly role: string;
}

/** The evaluation of a program, which has made some of the values. A value that it has not made is written as it is. */
interface Evaluation {
  /** The sources of a value's parts in the document. Empty for a value that it has not made. */
  originsOf(value: Content): readonly Omit<Origin, 'file'>[];
  /** Adds the images that a value can be. False for a value that it has not made. */
  image(value: View, where: string, workload: Workload): boolean;
}

interface Found extends Pick<ImageReference, 'where' | 'image' | 'workload' | 'origins'> {
  /** In the document. */
  readonly at: Span;
  /** The file in which `at` lies, for a value of a build. */
  readonly source?: Source | undefined;
  readonly settledAt?: Place | undefined;
  readonly unjudged?: string | undefined;
}

/**
 * Collects a document's content while a format walks it. Turns spans in the document into spans in the file. An image
 * that several paths reach (by alias or merge key) appears once for each workload.
 */
export class ReadingBuilder {
  readonly format: FormatId;
  readonly file: string;
  /** The document's text. */
  readonly text: string;
  readonly #start: number;
  readonly #references: ImageReference[] = [];
  readonly #declarations: Declaration[] = [];
  readonly #problems: ReadingProblem[] = [];
  readonly #seen = new Map<Workload, Set<string>>();
  #evaluation: Evaluation | undefined;
  #assumes: AssumptionId | undefined;

  /** `start` is the offset of the document's text in the file. */
  constructor(format: FormatId, file: string, text: string, start: number) {
    this.format = format;
    this.file = file;
    this.text = text;
    this.#start = start;
  }

  /** Values from here on may be those of an evaluation. */
  settleBy(evaluation: Evaluation): void {
    this.#evaluation = evaluation;
  }

  /** Runs `read`. The images that it adds rest on this assumption. */
  assuming(assumes: AssumptionId, read: () => void): void {
    const before = this.#assumes;
    this.#assumes = assumes;
    read();
    this.#assumes = before;
  }

  /**
   * Adds the image that a value names, unless it names none. Settles placeholders where it can. `unjudged` is the
   * reason why nothing pulls it.
   */
  image(value: View | undefined, where: string, workload: Workload, settle?: Settle, unjudged?: string): void {
    const full = textOf(value);
    // OpenShift's templates leave a blank where a trigger puts the image
    if (value === undefined || full === undefined || full.trim() === '') return;
    if (this.#evaluation?.image(value, where, workload) === true) return;
    const { span, source } = value.node;
    const line = this.#firstLineOfOpenQuote(value);
    const name = line === undefined ? full : this.text.slice(line.start, line.end);
    const settled = settle && settleText(name, span.start, settle, source?.file);
    this.#add({
      where,
      at: line ?? value.alias?.span ?? span,
      source,
      image: readImage(settled?.text ?? name),
      workload,
      unjudged,
      origins: [...this.#origins(value), ...this.#placed(settled?.origins ?? [])],
    });
  }

  /** In a quote that is not closed, the lines after the first are no part of the text. Undefined for any other value. */
  #firstLineOfOpenQuote({ node: { span, source }, alias }: View): Span | undefined {
    if (source !== undefined || alias !== undefined) return undefined;
    const quote = this.text.charAt(span.start - 1);
    if (!/["']/.test(quote) || this.text.charAt(span.end) === quote) return undefined;
    const line = firstLine({ span, source: this.text.slice(span.start, span.end) });
    return line.end < span.end ? line : undefined;
  }

  /**
   * Adds an image whose parts are in several values, at the one that names its registry or repository. `settledAt` is
   * the place where it is shown, if that is elsewhere.
   */
  split(
    name: View,
    where: string,
    image: ReadImage,
    workload: Workload,
    parts: readonly NamePart[] = [],
    settledAt?: Span,
  ): void {
    const origins = [
      ...this.#origins(name),
      ...parts.flatMap(({ value, role }) => [{ ...this.place(value), role }, ...openVariables(value.node)]),
    ];
    const place = settledAt && { file: this.file, span: this.span(settledAt) };
    const { source, span } = name.node;
    this.#add({ where, at: name.alias?.span ?? span, source, image, workload, origins, settledAt: place });
  }

  /**
   * Adds an image that is a part of a value, after `docker://` or a word of a command. A shell removes quotes in the
   * word.
   */
  part(at: Span, where: string, workload: Workload, settle: Settle = () => undefined, more = ''): void {
    const settled = settleText(this.text.slice(at.start, at.end), at.start, settle);
    const image = readImage(plainWord(settled.text) + more);
    this.#add({ where, at, image, workload, origins: this.#placed(settled.origins) });
  }

  /**
   * Adds an artifact by its address, `oci://shop.azurecr.io/helm`, with what names it elsewhere: `more` goes behind the
   * address. A scheme of another kind is another address.
   */
  artifact(value: View | undefined, where: string, workload: Workload, more = ''): void {
    const { start, end } = value?.node.span ?? emptyAt(0);
    const source = value?.node.source;
    const [, scheme = '', name] =
      /^(["']?(?:oci:\/\/)?)((?:\{\{[^}]{0,500}\}\}|\{(?!\{)|[^\s"'{])+)/.exec(
        (source ?? this).text.slice(start, end),
      ) ?? [];
    if (name === undefined || value === undefined || value.alias !== undefined || name.includes('://')) return;
    const at = { start: start + scheme.length, end: start + scheme.length + name.length };
    this.#add({ where, at, source, image: readImage(name.replace(/\/$/, '') + more), workload, origins: [] });
  }

  /** The number of images so far. */
  get size(): number {
    return this.#references.length;
  }

  #add({ where, at, source, image, workload, origins, settledAt, unjudged }: Found): void {
    if (!this.#isNew(workload, `${source?.file ?? ''} ${at.start}`, image)) return;
    if (this.#references.length >= MAX_REFERENCES) {
      this.unread(`images from here on were not read: more than ${MAX_REFERENCES} in one document`, at);
      return;
    }
    this.#references.push({
      format: this.format,
      file: source?.file ?? this.file,
      where: detached(where),
      span: this.span(at),
      text: detached((source ?? this).text.slice(at.start, at.end)),
      image,
      workload,
      origins,
      settledAt,
      ...(unjudged === undefined ? {} : { unjudged }),
      ...(this.#assumes === undefined ? {} : { assumes: this.#assumes }),
    });
  }

  /**
   * The YAML that a manifest carries in a block of text, such as a patch or a chart's values. A text that need not be
   * YAML may be anything else without that being a fault.
   */
  embedded(value: View | undefined, isYaml = true): View | undefined {
    if (value?.node.kind !== 'scalar' || !value.node.text.includes(':')) return undefined;
    const { source } = value.node;
    const { text } = source ?? this;
    const { start, end } = value.node.span;
    const lineStart = text.lastIndexOf('\n', start) + 1;
    // the lines of a block keep their common indentation, which to a parser is as good as none
    const indented = text.slice(lineStart, start).trim() === '';
    // in quotes, its lines are written otherwise
    if (!isYaml && /["']/.test(text.charAt(start - 1))) return undefined;
    const { root, problems } = parseYaml(text, { start: indented ? lineStart : start, end });
    if (!isYaml && problems.length > 0) return undefined;
    for (const problem of source === undefined ? problems : []) this.problem(problem);
    return view(source === undefined ? root : lift(root, source), value.budget);
  }

  declaration(declaration: Declaration): void {
    this.#declarations.push(declaration);
  }

  problem({ message, span }: ReadingProblem): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ message, span: this.span(span) });
  }

  /** Reports why a part of the document, or all of it, was not read: once for each reason, at the first place. */
  unread(why: string, at = emptyAt(0)): void {
    if (this.#problems.some(({ message }) => message === why)) return;
    this.problem({ message: why, span: at });
  }

  /** A value with its place in the file. Undefined where there is none. */
  written(value: View | undefined): Written | undefined {
    const text = textOf(value);
    if (value === undefined || text === undefined) return undefined;
    const { source } = value.node;
    return { text, span: this.spanOf(value), ...(source === undefined ? {} : { file: source.file }) };
  }

  place(value: View): Place {
    return { file: value.node.source?.file ?? this.file, span: this.spanOf(value) };
  }

  /** The span of a value in the file. For an alias, that of the alias. */
  spanOf(value: View): Span {
    return this.span(value.alias?.span ?? value.node.span);
  }

  span(span: Span): Span {
    return { start: span.start + this.#start, end: span.end + this.#start };
  }

  done(): DocumentReading {
    return { references: this.#references, declarations: this.#declarations, problems: this.#problems };
  }

  /** Each turn of a loop can make another image in the same place. */
  #isNew(workload: Workload, place: string, image: ReadImage): boolean {
    const seen = remembered(this.#seen, workload, () => new Set());
    const key = `${place} ${JSON.stringify(image)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  }

  /** The values that settled an expression. The other place of an alias, so that both are named. */
  #origins(value: View): readonly Origin[] {
    if (value.node.source !== undefined) return value.node.source.origins;
    const settled = this.#evaluation?.originsOf(value.node) ?? [];
    if (settled.length > 0) return this.#placed(settled);
    const origins = value.through.map(({ span, name }) => ({ span, role: t('used here through {0}', `*${name}`) }));
    if (value.alias !== undefined)
      origins.push({ span: value.node.span, role: t('value of {0}', `&${value.alias.name}`) });
    return this.#placed(origins);
  }

  #placed(origins: readonly SettledOrigin[]): readonly Origin[] {
    return origins.map(({ file = this.file, span, role }) => ({ file, span: this.span(span), role }));
  }
}

/** Ten times as many as any real document names. A bomb of aliases has more. */
const MAX_REFERENCES = 100_000;
const MAX_PROBLEMS = 100;

/** A word as a shell hands it on: without quotes and escapes, and with one notation for what a command prints. */
export function plainWord(word: string): string {
  return word
    .replace(/["'\\]/g, '')
    .replace(/`([^`]+)`/g, '$($1)')
    .replaceAll('`', '')
    .replace(/\$[@*]/g, '$${arguments}')
    .replace(/\$env:(\w+)/gi, '$${env:$1}');
}
