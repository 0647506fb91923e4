import path from 'node:path';
import { isTaken } from '../../disk/writeFile.ts';
import type { Finding } from '../../model/verdict.ts';
import { repair } from '../../verdict/reports/repair.ts';
import { mostBytes } from '../../workspace/files.ts';
import { reasonToHide } from '../../workspace/policy.ts';
import { type Examined, type ExamineOptions, examineAll, mapOfAll, placesIn } from '../examineAll.ts';
import { namedFile, readNeededText, writeNamed } from '../files/nodeFiles.ts';
import { leftOutLine } from '../reading/notes.ts';
import { type FixOutput, type FixReport, reportFixes } from '../report/fix/fixReport.ts';
import { fixScript } from '../report/fix/script.ts';
import { bicepModules, terraformFile } from '../report/fix/templates.ts';
import { count } from '../report/style.ts';
import { azureHelp } from '../terminal/liveAzure.ts';
import { note, noteLines, Refusal, type Terminal } from '../terminal/terminal.ts';
import {
  addMapOptions,
  addReadingOptions,
  addTargetOptions,
  type Define,
  examples,
  exitAfterReading,
} from './definition.ts';

interface FixOptions extends ExamineOptions {
  readonly out?: string;
}

const endings: Readonly<Record<string, FixOutput>> = {
  '.sh': 'bash',
  '.ps1': 'powershell',
  '.bicep': 'bicep',
  '.tf': 'terraform',
};

/** The texts of the files. Only Bicep has several, since its templates have limits. */
const renderers: Readonly<Record<FixOutput, (report: FixReport) => readonly string[]>> = {
  bash: report => [fixScript('bash', report)],
  powershell: report => [fixScript('powershell', report)],
  bicep: bicepModules,
  terraform: report => [terraformFile(report)],
};

/** More pulls than these are in the file only. */
const mostLeft = 40;

export const define: Define = (command, terminal) => {
  addTargetOptions(addMapOptions(addReadingOptions(command)))
    .description(
      'Writes a script, Bicep module or Terraform file that fixes the denied pulls: the smallest role that pulls, once for each identity and registry. The file can be run again safely. The command itself changes nothing.',
    )
    .option(
      '--out <file>',
      'the file to write: .sh, .ps1, .bicep or .tf; bash to standard output by default, or with -',
    )
    .addHelpText(
      'after',
      `${examples('acr-pull fix samples', 'acr-pull fix deploy --target aks-prod --out pull-roles.bicep')}
${azureHelp}
Exit codes: 0 when the file is written, 1 when it can't be generated, 3 when a
manifest could not be read.
`,
    );
  return (paths: readonly string[], options: FixOptions) => fix(paths, options, terminal);
};

async function fix(paths: readonly string[], options: FixOptions, terminal: Terminal): Promise<number> {
  const { out = '-' } = options;
  const written = writtenIn(out);
  const { examined, unread, partlyRead, leftOut } = await examineAll(paths, options, terminal);
  const map = await mapOfAll(examined, terminal);
  const report = reportFixes(repair(notHidden(examined), map, terminal.now()), map, placeIn(examined), written);
  const texts = renderers[written](report);
  if (out === '-') for (const text of texts) terminal.out(text);
  const files = out === '-' ? [] : await writeParts(texts, out, terminal);
  noteLines(terminal, summary(report, files));
  if (leftOut.length > 0) note(terminal, leftOutLine({ leftOut }).trimEnd());
  return exitAfterReading([...unread, ...partlyRead], terminal);
}

/** The first text goes to the named file, the others to files beside it: `pull-roles-2.bicep`. */
async function writeParts(texts: readonly string[], out: string, terminal: Terminal): Promise<readonly string[]> {
  const { dir, name, ext } = path.parse(out);
  const files = texts.map((_, i) => (i === 0 ? out : path.join(dir, `${name}-${i + 1}${ext}`)));
  for (const file of files.slice(1)) {
    const at = path.resolve(terminal.cwd, file);
    if ((await isTaken(at)) && !(await isOurs(file, terminal)))
      throw new Refusal(`${file} would be a part of the result, and is there already: move it, or name another file`);
  }
  for (const [i, text] of texts.entries()) await writeNamed(files[i] ?? out, text, terminal);
  return files;
}

/** Returns whether this command wrote a file. Then it may overwrite the file, although the person didn't name it. */
async function isOurs(file: string, { cwd }: Terminal): Promise<boolean> {
  const text = await readNeededText(namedFile(file, cwd, mostBytes.manifest, false));
  return text.startsWith('// Made by `acr-pull fix`');
}

/** The file's changes, and the pulls that stay denied. Both should be visible without reading the file. */
function summary({ assignments, made, left }: FixReport, files: readonly string[]): string {
  if (assignments.length + made.length + left.length === 0) return 'no pull is denied: there is nothing to do';
  const does = `${count(assignments.length, 'role assignment')}${made.length > 0 ? `, and ${count(made.length, 'other change')}` : ''}`;
  const again = made.flatMap(({ pulls, afterwards }) =>
    afterwards === null ? [] : pulls.map(({ place }) => `  ${place}: needs a second run. ${afterwards}`),
  );
  const stays = left.flatMap(({ change: { fix, title, pulls }, reason }) =>
    pulls.map(({ place, why }) => `  ${place}: ${fix === undefined ? why : `${title} (${reason})`}`),
  );
  return [
    files.length === 0 ? does : `${does} written to ${files.join(', ')}`,
    ...again,
    ...(stays.length > 0 ? [`${count(stays.length, 'pull')} left to you:`] : []),
    ...stays.slice(0, mostLeft),
    ...(stays.length > mostLeft ? [`  and ${stays.length - mostLeft} more, listed in the file`] : []),
  ].join('\n');
}

function writtenIn(out: string): FixOutput {
  const written = out === '-' ? 'bash' : endings[path.extname(out).toLowerCase()];
  if (written) return written;
  throw new Refusal(`can't tell the format of ${out}: its name has to end in ${Object.keys(endings).join(', ')}`);
}

function notHidden(examined: readonly Examined[]): readonly Finding[] {
  return examined.flatMap(({ workspace, findings }) =>
    findings.filter(finding => reasonToHide(finding, workspace.config) === null),
  );
}

function placeIn(examined: readonly Examined[]): (finding: Finding) => string {
  const shown = placesIn(examined);
  return finding => {
    const { file, line, image, target } = shown(finding);
    return `${file}:${line} ${image}${target === null ? '' : ` → ${target}`}`;
  };
}
