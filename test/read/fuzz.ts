// Mutates the fixtures of all formats and reads the results. The command ends with the slowest, by steps:
//   node test/read/fuzz.ts [COUNT] [SEED]
// Nothing may throw, hang or report a span that is not the text. And both ways to read YAML must agree.
import assert from 'node:assert/strict';
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import type { Span } from '../../src/model/place.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from '../build/builtFiles.ts';
import { checkBothWays } from './bothWays.ts';
import { fixturesOf, fixtureText, nameOf, programs } from './fixture.ts';

interface Input {
  readonly name: string;
  readonly text: string;
}

/** Reads so many mutated fixtures, and counts their references. Throws with the input that breaks a reader. */
export function fuzz(count: number, seed: number, read: (input: Input) => number = readOne): number {
  const random = randomFrom(seed);
  const fixtures = fixturesOf('*').map(fixture => ({ name: nameOf(fixture), text: fixtureText(fixture) }));
  const texts = fixtures.map(({ text }) => text);
  let references = 0;
  const workspaces = [...programs().values()].map(files => new Workspace(files));
  for (let input = 0; input < count; input++) {
    const fixture = pick(fixtures, random);
    if (fixture === undefined) break;
    let text = fixture.text;
    for (let times = 1 + random(4); times > 0; times--) text = mutate(text, texts, random);
    references += read({ name: fixture.name, text });
    if (input % 8 === 0) references += pick(workspaces, random)?.damage(old => mutate(old, texts, random), random) ?? 0;
    if (input % 4 === 0 && !fixture.name.endsWith('.json')) checkBothWays(text);
  }
  return references;
}

interface Slow extends Input {
  /** Time of the thread, for each 10 KB begun. */
  readonly milliseconds: number;
}

const mostSlow = 20;

/** Inputs are read through `read`. Those that took longest are kept, the slowest first. */
class Slowest {
  all: readonly Slow[] = [];

  read(input: Input): number {
    const least = this.all[mostSlow - 1]?.milliseconds ?? 0;
    let references = 0;
    let milliseconds = Number.POSITIVE_INFINITY;
    // a slow input is slow again. What the machine did meanwhile is not
    for (let again = 0; again < 4 && milliseconds > least; again++) {
      const before = process.threadCpuUsage();
      references = readOne(input);
      const { user, system } = process.threadCpuUsage(before);
      milliseconds = Math.min(milliseconds, (user + system) / 1000 / Math.ceil((input.text.length + 1) / 10_000));
    }
    if (milliseconds > least)
      this.all = [...this.all, { ...input, milliseconds }]
        .toSorted((one, other) => other.milliseconds - one.milliseconds)
        .slice(0, mostSlow);
    return references;
  }
}

/** The number of function calls that reading a text takes: the same on every machine, whatever else that does. */
async function stepsOf({ name, text }: Input): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  readManifest({ name, text });
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const counts = result.flatMap(({ functions }) => functions.map(({ ranges }) => ranges[0]?.count ?? 0));
  return counts.reduce((sum, calls) => sum + calls, 0);
}

/** Files that give each other values. One after the other is damaged. */
class Workspace {
  readonly #texts: Map<string, string>;
  readonly #originals: ReadonlyMap<string, string>;
  readonly #index = new BuiltFiles();

  constructor(files: ReadonlyMap<string, string>) {
    this.#originals = files;
    this.#texts = new Map(files);
    for (const [name, text] of files) this.#index.take(name, text);
  }

  /** Mutates a file, and reads all together: each place is one of its file. Counts the references. */
  damage(mutated: (text: string) => string, random: Random): number {
    const name = pick([...this.#texts.keys()], random) ?? '';
    // damage adds up for a while
    const text = mutated((random(8) === 0 ? this.#originals : this.#texts).get(name) ?? '');
    this.#texts.set(name, text);
    try {
      this.#index.take(name, text);
      return [...this.#texts.keys()].reduce((sum, file) => sum + this.#check(file), 0);
    } catch (error) {
      throw new Error(`a workspace broke: ${JSON.stringify([...this.#texts])}`, { cause: error });
    }
  }

  #check(file: string): number {
    const own = this.#texts.get(file) ?? '';
    const references = this.#index.references(file);
    for (const { span, text, workload, origins, settledAt } of references) {
      assert.equal(own.slice(span.start, span.end), text);
      checkSpans(workload, own.length, this.#texts);
      for (const place of [...origins, ...(settledAt === undefined ? [] : [settledAt])])
        checkSpan(place.span, this.#texts.get(place.file)?.length ?? 0);
    }
    checkSpans(this.#index.problems(file), own.length);
    return references.length;
  }
}

function readOne({ name, text }: Input): number {
  try {
    const reading = readManifest({ name, text });
    for (const { span, text: written } of reading.references) assert.equal(text.slice(span.start, span.end), written);
    checkSpans(reading, text.length);
    return reading.references.length;
  } catch (error) {
    throw new Error(`${name} broke the reader: ${JSON.stringify(text)}`, { cause: error });
  }
}

/**
 * Every span of a reading, anywhere in it, is a range of whole numbers in the text, or in that of the file beside it.
 */
function checkSpans(value: unknown, length: number, texts?: ReadonlyMap<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  const other = 'file' in value && typeof value.file === 'string' ? texts?.get(value.file)?.length : undefined;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'span' && part !== undefined) checkSpan(part, other ?? length);
    else checkSpans(part, length, texts);
  }
}

function checkSpan({ start, end }: Span, length: number): void {
  assert.ok(Number.isInteger(start) && Number.isInteger(end), `${start} to ${end}`);
  assert.ok(0 <= start && start <= end && end <= length, `${start} to ${end} of ${length}`);
}

type Random = (below: number) => number;

const PIECES = [
  ...[
    '---\n',
    '...\n',
    '{{',
    '}}',
    '${',
    '$(',
    '*a',
    '&a ',
    '<<: *a\n',
    '\t',
    '\r',
    '\0',
    '\u2028',
    '\uFEFF',
    '"',
    "'",
    '\\',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    '? ',
    '# ',
    '|\n',
    '>-\n',
    '!!x ',
    ',',
    '\n',
    '\n  ',
    '\n        ',
    '%',
    '@',
    '`',
    '🐳',
  ],
  ...[
    'image: ',
    'containers:\n',
    'kind: List\n',
    'items: ',
    '<app>',
    '__',
    '/',
    ':',
    '[a, &a [*a]]',
    '/*',
    '//',
    '${{ x }}',
  ],
];

function mutate(text: string, texts: readonly string[], random: Random): string {
  const at = random(text.length + 1);
  const end = Math.min(text.length, at + random(random(4) === 0 ? 400 : 12));
  const head = text.slice(0, at);
  switch (random(8)) {
    case 0:
      return head + text.slice(end);
    case 1:
      return head + (pick(PIECES, random) ?? '') + text.slice(at);
    case 2:
      return head + (pick(PIECES, random) ?? '').repeat(1 + random(60)) + text.slice(end);
    case 3:
      return head + text.slice(at, end) + text.slice(at);
    case 4:
      return head;
    case 5: {
      const other = pick(texts, random) ?? '';
      const from = random(other.length + 1);
      return head + other.slice(from, from + random(300)) + text.slice(end);
    }
    case 6:
      return text.replaceAll('\n', '\r\n');
    default:
      return head + String.fromCharCode(random(0x250)) + text.slice(at + 1);
  }
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[random(list.length)];
}

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * Math.max(1, below));
  };
}

if (import.meta.main) {
  const [count = '1000000', seed = '1'] = process.argv.slice(2);
  const slowest = new Slowest();
  const references = fuzz(Number(count), Number(seed), input => slowest.read(input));
  console.log(`${count} inputs, ${references} references; the slowest by steps:`);
  const counted: (Slow & { readonly steps: number })[] = [];
  for (const each of slowest.all) counted.push({ ...each, steps: await stepsOf(each) });
  for (const { name, text, steps, milliseconds } of counted.toSorted((one, other) => other.steps - one.steps)) {
    const size = `${String(text.length).padStart(7)} characters`;
    console.log(`${String(steps).padStart(9)} steps ${size} ${milliseconds.toFixed(1).padStart(6)} ms ${name}`);
  }
  const [first] = slowest.all;
  if (first && first.milliseconds > 100) {
    console.log(first.text);
    process.exitCode = 1;
  }
}
