/**
 * The cost of one keystroke in a file of many documents for the editor's thread: reading the file again and putting every
 * reference in its new place, finding its lines, building what it is a part of. The edited texts are made beforehand,
 * flat as an editor hands them over, so that the time is ours alone.
 *
 * The machine may be busy with other things. So each keystroke is made in several rounds, and its median counts.
 */

import { runToEnd } from '../src/model/steps.ts';
import { ManifestReader } from '../src/read/index.ts';
import { lineStartsOf } from '../src/read/source/lineStarts.ts';
import { Workspace } from '../src/workspace/workspace.ts';
import { atMost, quantile, report } from './shared/measure.ts';
import { Random } from './shared/random.ts';
import { makeStream } from './shared/workspace.ts';

const KEYSTROKES = 100;
const ROUNDS = 7;
const NAME = 'all.yaml';

interface Cost {
  readonly read: number;
  readonly lines: number;
  readonly build: number;
}

/** A person types into images all over the file, and takes some of it back. */
function typedInto(text: string): readonly string[] {
  const random = new Random(1);
  const places = [...text.matchAll(/image: "?/g)].map(({ index, 0: key }) => index + key.length);
  const texts: string[] = [];
  let now = text;
  for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
    const at = (places[random.below(places.length)] ?? 0) + random.below(4);
    now = random.chance(0.3) ? now.slice(0, at) + now.slice(at + 1) : `${now.slice(0, at)}x${now.slice(at)}`;
    texts.push(Buffer.from(now).toString());
  }
  return texts;
}

function typeOnce(text: string, edited: readonly string[]): readonly Cost[] {
  const reader = new ManifestReader();
  const workspace = new Workspace();
  workspace.take(reader.read({ name: NAME, text }), text);
  runToEnd(workspace.build());
  return edited.map(now => {
    const started = performance.now();
    const reading = reader.read({ name: NAME, text: now });
    const readAt = performance.now();
    lineStartsOf(now);
    const linesAt = performance.now();
    workspace.take(reading, now);
    runToEnd(workspace.build());
    workspace.deployments.references(NAME);
    return { read: readAt - started, lines: linesAt - readAt, build: performance.now() - linesAt };
  });
}

function measure(documents: number): readonly Cost[] {
  const text = makeStream(documents);
  const edited = typedInto(text);
  const rounds = Array.from({ length: ROUNDS }, () => typeOnce(text, edited));
  return edited.map((_, stroke) => {
    const median = (part: keyof Cost) =>
      quantile(
        rounds.map(round => round[stroke]?.[part] ?? Number.NaN),
        0.5,
      );
    return { read: median('read'), lines: median('lines'), build: median('build') };
  });
}

measure(100); // warms up
for (const documents of [100, 1000, 4000]) {
  const lines = makeStream(documents).split('\n').length;
  const costs = measure(documents);
  const p95 = (of: (cost: Cost) => number) => quantile(costs.map(of), 0.95);
  const what = `${documents} documents, ${lines} lines`;
  const whole = p95(({ read, lines: found, build }) => read + found + build);
  report(
    `${what}: one keystroke, p95`,
    `${whole.toFixed(1)} ms`,
    documents === 4000 ? atMost(whole, 16, ' ms') : undefined,
  );
  report('  of which reading', `${p95(cost => cost.read).toFixed(1)} ms`);
  report('  finding the lines', `${p95(cost => cost.lines).toFixed(1)} ms`);
  report('  building what it is a part of', `${p95(cost => cost.build).toFixed(1)} ms`);
}
