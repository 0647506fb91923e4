import type { Span } from '../../../model/place.ts';
import type { ManifestReading } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { Harvest } from '../../harvest.ts';
import { asView } from '../../infrastructure/shape.ts';
import { type Settle, settleText, shellDefault } from '../../join/settle.ts';
import { type DockerStatement, readDockerStatements } from '../../source/dockerfile.ts';

/** Dockerfiles are written by hand; a longer one is something else. In UTF-16 units. */
const MAX_LENGTH = 512 * 1024;

export function readDockerfile({ name, text }: SourceFile): ManifestReading {
  const harvest = new Harvest('dockerfile', name, text, 0);
  if (text.length > MAX_LENGTH) {
    harvest.unread(`not read: larger than ${MAX_LENGTH / 1024} KB`);
  } else {
    readStatements(statementsOf(text, harvest), text, harvest);
  }
  return { file: name, ...harvest.done() };
}

/** The library says nothing of what it does with a text that is no Dockerfile. */
function statementsOf(text: string, harvest: Harvest): readonly DockerStatement[] {
  try {
    return readDockerStatements(text);
  } catch (error) {
    harvest.unread(`not read: ${error instanceof Error ? error.message : String(error)}`);
    return [];
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

/** What BuildKit itself knows of the platforms: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
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
