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
import type { Span } from '../../../model/place.ts';
import type { SourceFile } from '../../format.ts';
import { asView } from '../../infrastructure/shape.ts';
import type { Harvest } from '../../source/harvest.ts';
import { type LineStarts, lineStartsOf } from '../../source/lineStarts.ts';
import { type Settle, settleText, shellDefault } from '../../source/placeholders.ts';

/** The library doesn't document how it fails on a text that is no Dockerfile. */
export function readDockerfile({ text }: SourceFile, harvest: Harvest): void {
  try {
    readStatements(readDockerStatements(text), text, harvest);
  } catch (error) {
    harvest.unread(`not read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readStatements(statements: readonly DockerStatement[], text: string, harvest: Harvest): void {
  const settle = argumentDefaults(statements);
  /** Names are compared without regard to case. */
  const stages = new Set<string>(['scratch']);
  const workload = { platform: 'build', name: undefined } as const;
  let count = 0;
  for (const statement of statements) {
    if (statement.kind === 'argument') continue;
    const { start, end } = statement.span;
    const name = text.slice(start, end);
    const isStage = namesStage(settleText(name, start, settle).text.toLowerCase(), stages);
    const isNumber = statement.kind === 'source' && /^\d+$/.test(name);
    if (!isStage && !isNumber && name !== '') {
      const value = asView({ kind: 'scalar', text: name, span: statement.span, plain: false });
      harvest.image(value, whereOf(statement, count), workload, settle);
    }
    if (statement.kind !== 'from') continue;
    count++;
    if (statement.stage !== undefined) stages.add(statement.stage.toLowerCase());
  }
}

/** BuildKit gives these values itself: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const platformArgument =
  /\$(?:\{(?:target|build)(?:platform|os|arch|variant)\}|(?:target|build)(?:platform|os|arch|variant)\b)/g;

/** Whether a name is that of a stage, or of one for each platform: `FROM binaries-$TARGETOS` after `AS binaries-linux`. */
function namesStage(name: string, stages: ReadonlySet<string>): boolean {
  if (stages.has(name)) return true;
  const parts = name.split(platformArgument);
  if (parts.length < 2 || parts.every(part => part === '')) return false;
  const pattern = new RegExp(`^${parts.map(part => part.replace(/[^a-z0-9]/g, '\\$&')).join('[a-z0-9_.-]+')}$`);
  return [...stages].some(stage => pattern.test(stage));
}

function whereOf(statement: Exclude<DockerStatement, { readonly kind: 'argument' }>, stages: number): string {
  switch (statement.kind) {
    case 'from':
      return statement.stage === undefined ? `stage ${stages} · FROM` : `stage ${statement.stage} · FROM`;
    case 'source':
      return `stage ${Math.max(0, stages - 1)} · ${statement.instruction} from`;
    case 'syntax':
      return 'syntax';
  }
}

/**
 * `${TAG}` is the argument's default; `${TAG:-latest}` its own where the argument has none. An argument's default can only
 * use those before it: `ARG TAG="${TAG:-latest}"` is no circle.
 */
function argumentDefaults(statements: readonly DockerStatement[]): Settle {
  const known = new Map<string, { readonly text: string; readonly span: Span }>();
  const settle: Settle = placeholder => {
    const match = /^\$(?:(\w+)|\{(\w+)(?:(?::-|-)[^{}]*)?\})$/.exec(placeholder);
    const name = match?.[1] ?? match?.[2];
    const argument = name === undefined ? undefined : known.get(name);
    return argument === undefined ? shellDefault(placeholder) : { ...argument, role: `default of ARG ${name}` };
  };
  for (const statement of statements) {
    if (statement.kind !== 'argument') continue;
    const { text } = settleText(statement.value, statement.span.start, settle);
    if (text !== '') known.set(statement.name, { text, span: statement.span });
  }
  return settle;
}

/** The parts of a Dockerfile that matter for images, in the order of its text. Texts are without quotes. */
type DockerStatement =
  /** A build argument before the first stage: what the names of base images can use. */
  | { readonly kind: 'argument'; readonly name: string; readonly value: string; readonly span: Span }
  | { readonly kind: 'from'; readonly span: Span; readonly stage: string | undefined }
  /** `COPY --from=` or the `from=` of a mount: a stage, its number, or an image. */
  | { readonly kind: 'source'; readonly span: Span; readonly instruction: string }
  /** `# syntax=`: the image with which the file itself is read. */
  | { readonly kind: 'syntax'; readonly span: Span };

/** Reads a Dockerfile. */
function readDockerStatements(text: string): readonly DockerStatement[] {
  const file = DockerfileParser.parse(withoutComments(text));
  const offsets = new Offsets(text);
  const statements: DockerStatement[] = [];
  const syntax = SYNTAX.exec(text);
  if (syntax?.[1] !== undefined && syntax[2] !== undefined) {
    const start = syntax[1].length;
    statements.push({ kind: 'syntax', span: { start, end: start + syntax[2].length } });
  }
  let hasStage = false;
  for (const written of file.getInstructions()) {
    const instruction = written instanceof Onbuild ? (written.getTriggerInstruction() ?? written) : written;
    if (instruction instanceof From) {
      hasStage = true;
      statements.push(...stageOf(instruction, offsets));
    } else if (instruction instanceof Arg) {
      if (!hasStage) statements.push(...argumentsOf(instruction, offsets));
    } else if (instruction instanceof ModifiableInstruction) {
      statements.push(...sourcesOf(instruction, offsets));
    }
  }
  return statements;
}

/** Directives come before everything else. */
const SYNTAX = /^((?:[ \t]*#[ \t]*\w+[ \t]*=[^\n]*\n){0,5}?[ \t]*#[ \t]*syntax[ \t]*=[ \t]*)(\S+)/i;
const DIRECTIVE = /^[ \t]*#[ \t]*(?:escape|syntax|check)[ \t]*=.{0,200}$/i;

/** The library takes the square of a comment's length to see that it is none of its business. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, line => (DIRECTIVE.test(line) ? line : ' '.repeat(line.length)));
}

function stageOf(from: From, offsets: Offsets): readonly DockerStatement[] {
  const range = from.getImageRange();
  return range === null
    ? []
    : [{ kind: 'from', span: offsets.unquoted(range), stage: from.getBuildStage() ?? undefined }];
}

function argumentsOf(instruction: Arg, offsets: Offsets): readonly DockerStatement[] {
  return instruction.getProperties().flatMap((property): readonly DockerStatement[] => {
    const range = property.getValueRange();
    const value = property.getValue();
    if (range === null || value === null) return [];
    return [{ kind: 'argument', name: property.getName(), value, span: offsets.unquoted(range) }];
  });
}

function sourcesOf(instruction: ModifiableInstruction, offsets: Offsets): readonly DockerStatement[] {
  const name = instruction.getKeyword();
  const ranges = instruction
    .getFlags()
    .map(flag => (instruction instanceof Copy ? copySource(flag) : mountSource(flag, name)));
  return ranges.flatMap((range): readonly DockerStatement[] =>
    range === null || range === undefined ? [] : [{ kind: 'source', span: offsets.unquoted(range), instruction: name }],
  );
}

type Range = ReturnType<Instruction['getRange']>;

function copySource(flag: Flag): Range | null {
  return flag.getName().toLowerCase() === 'from' ? flag.getValueRange() : null;
}

function mountSource(flag: Flag, instruction: string): Range | null | undefined {
  if (instruction.toUpperCase() !== 'RUN' || flag.getName().toLowerCase() !== 'mount') return null;
  return flag.getOption('from')?.getValueRange();
}

/** The library counts in lines and columns; its lines end where VS Code's do. */
class Offsets {
  readonly #text: string;
  readonly #lines: LineStarts;

  constructor(text: string) {
    this.#text = text;
    this.#lines = lineStartsOf(text);
  }

  unquoted({ start, end }: Range): Span {
    const span = {
      start: (this.#lines[start.line] ?? 0) + start.character,
      end: (this.#lines[end.line] ?? 0) + end.character,
    };
    const quote = this.#text[span.start];
    const isQuoted =
      span.end - span.start > 1 && (quote === '"' || quote === "'") && this.#text[span.end - 1] === quote;
    return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
  }
}
