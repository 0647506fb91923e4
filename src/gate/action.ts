// The gate as an action of GitHub: connects `run` to a runner. It is for action.yml what main.ts is for a shell.
import { argumentsFrom, inputOf } from './actionInputs.ts';
import { writeNamed } from './files/nodeFiles.ts';
import { run } from './program.ts';
import { failureIn } from './report/annotations.ts';
import { noteBug, noteLines, Refusal, type Terminal } from './terminal/terminal.ts';

const output = inputOf(process.env, 'output');
/** The report, if it goes to a file. */
const report: string[] = [];

const terminal: Terminal = {
  cwd: process.cwd(), // the runner starts an action in the folder of the checkout
  color: false,
  now: () => new Date(),
  input: async () => new Uint8Array(),
  out: text => {
    if (output === '') process.stdout.write(text);
    else report.push(text);
  },
  err: text => {
    process.stderr.write(text);
  },
};

/**
 * The outputs of a step:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#environment-files
 */
const outputs = process.env['GITHUB_OUTPUT'] ?? '';

async function check(): Promise<number> {
  const code = await run(argumentsFrom(process.env), terminal);
  if (report.length > 0) await writeNamed(output, report.join(''), terminal);
  return code;
}

async function act(): Promise<number> {
  const code = await check().catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    noteLines(terminal, error.message);
    process.stdout.write(`${failureIn('github', error.message)}\n`);
    return 1;
  });
  // A file of this step alone, and empty so far.
  if (outputs !== '') await writeNamed(outputs, `exit-code=${code}\n`, terminal);
  return code;
}

act().then(
  code => {
    process.exitCode = code;
  },
  (bug: unknown) => {
    process.exitCode = 1;
    noteBug(terminal, bug);
  },
);
