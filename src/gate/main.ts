#!/usr/bin/env node
// The gate as a program: connects `run` to the process. Only this file knows `process`.
import { setFlagsFromString } from 'node:v8';
import { run } from './program.ts';
import { counterOn, noteBug, type Terminal } from './terminal/terminal.ts';

// V8's defaults trade memory for speed. A workspace of 10,000 manifests would take 260 MB with only 50 in use, and a
// pipeline's container has little to spare. So V8 collects new objects after the first megabyte. The parser of Bicep
// and Terraform keeps its first compilation, which is fast enough.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--liftoff-only');

const counter = counterOn(process.stderr);

const terminal: Terminal = {
  cwd: process.cwd(),
  // hasColors also reads NO_COLOR, FORCE_COLOR and TERM.
  color: process.stdout.isTTY === true && process.stdout.hasColors(),
  columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
  now: () => new Date(),
  input,
  out: text => {
    counter.clear();
    process.stdout.write(text);
  },
  // also if the pipe is closed
  taken: () => new Promise(done => process.stdout.write('', () => done())),
  err: text => {
    counter.clear();
    process.stderr.write(text);
  },
  progress: text => counter.show(text),
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : undefined,
};

/** In pieces: the input of a pipe may never end. */
async function input(atMost: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of process.stdin) {
    if (!(piece instanceof Uint8Array)) continue; // no encoding is set, so it is always bytes
    total += piece.length;
    if (total > atMost) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

// A reader that has seen enough (`acr-pull check | head`) closes the pipe. The rest of the text is lost, as the reader
// wants. The exit code stays the verdict's.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    if (stream !== process.stderr) terminal.err(`acr-pull: cannot write the report: ${error.message}\n`);
  });
}

run(process.argv.slice(2), terminal).then(
  code => {
    process.exitCode ??= code;
  },
  (bug: unknown) => {
    process.exitCode = 1;
    noteBug(terminal, bug);
  },
);
