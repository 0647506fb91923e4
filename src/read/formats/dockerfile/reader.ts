import {
  Arg,
  Copy,
  DockerfileParser,
  type Flag,
  From,
  type Instruction,
  ModifiableInstruction,
  Onbuild,
} from 'dockerfile-ast';
import { type GlobToken, nameMatcher } from '../../../model/globs.ts';
import { t } from '../../../model/l10n.ts';
import type { Span } from '../../../model/place.ts';
import type { SourceFile } from '../../format.ts';
import { type LineStarts, lineStartsOf } from '../../source/lineStarts.ts';
import { type Settle, settleText, shellDefault } from '../../source/placeholders.ts';
import type { ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView } from '../../source/shape.ts';
import { escapeOf, syntaxOf } from './directives.ts';
import { withoutHeredocs } from './heredocs.ts';

/** The library doesn't document how it fails on a text that is no Dockerfile. */
export function readDockerfile({ text }: SourceFile, builder: ReadingBuilder): void {
  try {
    new Reader(text, builder).read();
  } catch (error) {
    builder.unread(`not read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

class Reader {
  readonly #text: string;
  readonly #builder: ReadingBuilder;
  readonly #lines: LineStarts;
  readonly #workload = { platform: 'build', name: undefined } as const;
  /** Build arguments before the first stage: what the names of base images can use. */
  readonly #defaults = new Map<string, { readonly text: string; readonly span: Span }>();
  /** Names are compared without regard to case. */
  readonly #names = new Set<string>(['scratch']);
  #stages = 0;

  constructor(text: string, builder: ReadingBuilder) {
    this.#text = text;
    this.#builder = builder;
    this.#lines = lineStartsOf(text);
  }

  read(): void {
    const syntax = syntaxOf(this.#text);
    if (syntax !== undefined) this.#image(syntax, 'syntax');
    const { text, unclosed } = withoutHeredocs(this.#text, escapeOf(this.#text));
    for (const span of unclosed)
      this.#builder.unread('the text from here on was not read: this heredoc has no end', span);
    for (const written of DockerfileParser.parse(withoutComments(text)).getInstructions()) {
      const instruction = written instanceof Onbuild ? (written.getTriggerInstruction() ?? written) : written;
      if (instruction instanceof From) this.#stage(instruction);
      else if (instruction instanceof Arg) this.#argument(instruction);
      else if (instruction instanceof ModifiableInstruction) this.#sources(instruction);
    }
  }

  #stage(from: From): void {
    const range = from.getImageRange();
    const name = from.getBuildStage();
    if (range !== null) this.#image(this.#unquoted(range), `stage ${name ?? this.#stages} · FROM`);
    if (name !== null) this.#names.add(name.toLowerCase());
    this.#stages++;
  }

  #argument(instruction: Arg): void {
    if (this.#stages > 0) return;
    for (const property of instruction.getProperties()) {
      const [range, value] = [property.getValueRange(), property.getValue()];
      if (range === null || value === null) continue;
      const span = this.#unquoted(range);
      const { text } = settleText(value, span.start, this.#settle);
      if (text !== '') this.#defaults.set(property.getName(), { text, span });
    }
  }

  /** `COPY --from=` or the `from=` of a mount: a stage, its number, or an image. */
  #sources(instruction: ModifiableInstruction): void {
    for (const flag of instruction.getFlags()) {
      const range = sourceOf(flag, instruction);
      if (range === null || range === undefined) continue;
      const span = this.#unquoted(range);
      if (/^\d+$/.test(this.#text.slice(span.start, span.end))) continue;
      this.#image(span, `stage ${Math.max(0, this.#stages - 1)} · ${instruction.getKeyword()} from`);
    }
  }

  #image(span: Span, where: string): void {
    const text = this.#text.slice(span.start, span.end);
    if (text === '' || namesStage(settleText(text, span.start, this.#settle).text.toLowerCase(), this.#names)) return;
    const value = asView({ kind: 'scalar', text, span, plain: false });
    this.#builder.image(value, where, this.#workload, this.#settle);
  }

  /**
   * `${TAG}` is the argument's default. `${TAG:-latest}` its own where the argument has none. An argument's default can
   * only use those before it: `ARG TAG="${TAG:-latest}"` is no circle.
   */
  readonly #settle: Settle = placeholder => {
    const match = /^\$(?:(\w+)|\{(\w+)(?:(?::-|-)[^{}]*)?\})$/.exec(placeholder);
    const name = match?.[1] ?? match?.[2];
    const argument = name === undefined ? undefined : this.#defaults.get(name);
    return argument === undefined
      ? shellDefault(placeholder)
      : { ...argument, role: t('default of {0}', `ARG ${name}`) };
  };

  /** The library counts in lines and columns. Its lines end where VS Code's do. */
  #unquoted({ start: from, end: to }: Range): Span {
    const start = (this.#lines[from.line] ?? 0) + from.character;
    const end = (this.#lines[to.line] ?? 0) + to.character;
    const quote = this.#text[start];
    const isQuoted = end - start > 1 && (quote === '"' || quote === "'") && this.#text[end - 1] === quote;
    return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  }
}

/**
 * BuildKit gives these values itself:
 * https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 */
const platformArgument =
  /\$(?:\{(?:target|build)(?:platform|os|arch|variant)\}|(?:target|build)(?:platform|os|arch|variant)\b)/g;

/**
 * Returns whether a name is that of a stage, or of one for each platform: `FROM binaries-$TARGETOS` after `AS
 * binaries-linux`.
 */
function namesStage(name: string, stages: ReadonlySet<string>): boolean {
  if (stages.has(name)) return true;
  const parts = name.split(platformArgument);
  if (parts.length < 2 || parts.every(part => part === '')) return false;
  const pattern = parts.flatMap((part, at) => [...(at === 0 ? [] : PLATFORM), ...Array.from(part, isLetter)]);
  const matches = nameMatcher(pattern);
  return [...stages].some(matches);
}

const isOfStage = (character: string) => /[a-z0-9_.-]/.test(character);
/** One letter or more. The names of stages have no others, so a star is the rest of them. */
const PLATFORM: readonly GlobToken[] = [isOfStage, '*'];
const isLetter =
  (letter: string): GlobToken =>
  character =>
    character === letter;

const DIRECTIVE = /^[ \t]*#[ \t]*(?:escape|syntax|check)[ \t]*=.{0,200}$/i;

/** The library takes the square of a comment's length to see that it is none of its business. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, line => (DIRECTIVE.test(line) ? line : ' '.repeat(line.length)));
}

type Range = ReturnType<Instruction['getRange']>;

function sourceOf(flag: Flag, instruction: ModifiableInstruction): Range | null | undefined {
  const name = flag.getName().toLowerCase();
  if (instruction instanceof Copy) return name === 'from' ? flag.getValueRange() : null;
  const isMount = name === 'mount' && instruction.getKeyword().toUpperCase() === 'RUN';
  return isMount ? flag.getOption('from')?.getValueRange() : null;
}
