import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repair } from '../../verdict/repair.ts';
import { type ExaminedByMap, type ExamineOptions, examineAll } from '../examineAll.ts';
import { azureHelp } from '../liveAzure.ts';
import { reasonToHide } from '../report/checkReport.ts';
import { bashScript } from '../report/fix/bash.ts';
import { bicepModule } from '../report/fix/bicep.ts';
import { type FixReport, type Planned, placeIn, reportFixes } from '../report/fix/fixReport.ts';
import { powershellScript } from '../report/fix/powershell.ts';
import { terraformFile } from '../report/fix/terraform.ts';
import { count } from '../report/style.ts';
import { note, Refusal, reasonOf, type Terminal } from '../terminal.ts';
import { collect, type Define, examples } from './definition.ts';
import { addMapOptions, addReadingOptions } from './readingOptions.ts';

interface FixOptions extends ExamineOptions {
  readonly out?: string;
}

const renderers: ReadonlyMap<string, (report: FixReport) => string> = new Map([
  ['.sh', bashScript],
  ['.ps1', powershellScript],
  ['.bicep', bicepModule],
  ['.tf', terraformFile],
]);

export const define: Define = (command, terminal, done) => {
  addMapOptions(addReadingOptions(command))
    .description(
      'Writes the script, Bicep module or Terraform file that makes the refused pulls work: each role once for each identity and registry, the smallest that pulls, safe to be run again. It changes nothing itself.',
    )
    .option('--out <file>', 'write it here: .sh, .ps1, .bicep or .tf; without it, or with -, bash to standard output')
    .option('--target <name>', 'only for this target, by its name or resource id; may be given more than once', collect)
    .addHelpText(
      'after',
      `${examples('acr-pull fix samples', 'acr-pull fix deploy --target aks-prod --out pull-roles.bicep')}
${azureHelp}
It exits with 0 once the text is written, however little there was to do, and with 1 where it could not be made.
`,
    )
    .action(async (paths: readonly string[], options: FixOptions) => {
      await fix(paths, options, terminal);
      done(0);
    });
};

async function fix(paths: readonly string[], options: FixOptions, terminal: Terminal): Promise<void> {
  const { out = '-' } = options;
  const render = rendererFor(out);
  const { groups } = await examineAll(paths, options, terminal);
  const now = terminal.now();
  const report = reportFixes(groups.map(group => plan(group, now)));
  const text = render(report);
  if (out === '-') terminal.out(text);
  else {
    await writeFile(path.resolve(terminal.cwd, out), text).catch((error: unknown) => {
      throw new Refusal(`cannot write ${out}: ${reasonOf(error)}`);
    });
  }
  const { assignments, others } = report;
  note(
    terminal,
    assignments.length + others.length === 0
      ? 'no pull is refused: there is nothing to do'
      : `${count(assignments.length, 'role assignment')}${others.length > 0 ? `, and ${count(others.length, 'other change')}` : ''}${out === '-' ? '' : ` written to ${out}`}`,
  );
}

function rendererFor(out: string): (report: FixReport) => string {
  const render = out === '-' ? bashScript : renderers.get(path.extname(out).toLowerCase());
  if (render) return render;
  throw new Refusal(`cannot tell what to write to ${out}: its name has to end in ${[...renderers.keys()].join(', ')}`);
}

function plan({ map, parts }: ExaminedByMap, now: Date): Planned {
  const owner = new Map(parts.flatMap(({ workspace }) => workspace.references.map(each => [each, workspace] as const)));
  const findings = parts.flatMap(({ workspace, findings: found }) =>
    found.filter(finding => reasonToHide(finding, workspace.config) === null),
  );
  return {
    map,
    repair: repair(findings, map, now),
    placeOf: finding => {
      const workspace = owner.get(finding.reference);
      return workspace ? placeIn(finding, workspace) : finding.reference.text;
    },
  };
}
