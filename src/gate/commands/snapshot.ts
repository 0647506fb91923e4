import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { snapshotOf } from '../../access/azure/estate.ts';
import { redacted } from '../../access/azure/redact.ts';
import { asJson } from '../../model/quote.ts';
import { azureHelp, openAzure } from '../terminal/liveAzure.ts';
import { note, Refusal, reasonOf, type Terminal } from '../terminal/terminal.ts';
import { type Define, examples } from './definition.ts';

interface SnapshotOptions {
  readonly out: string;
  readonly redact?: boolean;
  readonly cloud?: string;
}

export const define: Define = (command, terminal, done) => {
  command
    .description(
      'Reads registries, clusters, apps, identities, networks and roles from Azure once, and saves them to a file. With the file, others can check without an account.',
    )
    .requiredOption('--out <file>', 'the file to write; - is standard output')
    .option('--redact', 'replace the ids of subscriptions, tenants and principals with made-up ones, consistently')
    .option('--cloud <name>', 'AzureCloud (the default), AzureChinaCloud or AzureUSGovernment')
    .addHelpText(
      'after',
      `${examples('acr-pull snapshot --out access.snapshot.json', 'acr-pull snapshot --out - --redact | gzip > access.json.gz')}
${azureHelp}
The file lists in \`gaps\` what could not be read. It never holds a secret.
`,
    )
    .action(async (options: SnapshotOptions) => {
      await snapshot(options, terminal);
      done(0);
    });
};

async function snapshot({ out, redact, cloud }: SnapshotOptions, terminal: Terminal): Promise<void> {
  const azure = await openAzure(cloud, terminal);
  const whole = snapshotOf(await azure.everything());
  const content = redact ? redacted(whole) : whole;
  const text = `${asJson(content, 1)}\n`;
  if (out === '-') terminal.out(text);
  else await write(path.resolve(terminal.cwd, out), text, out);
  const { resources, roleAssignments, tenants, gaps } = content;
  const counted = `${resources.length} resources and ${roleAssignments.length} role assignments of ${Object.keys(tenants).length} subscriptions`;
  note(terminal, `${counted}, with ${gaps.length} gaps`);
}

async function write(file: string, text: string, shown: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Refusal(`cannot write ${shown}: ${reasonOf(error)}`);
  }
}
