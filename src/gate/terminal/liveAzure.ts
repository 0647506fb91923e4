import { type CloudName, clouds, isCloudName } from '../../access/azure/clouds.ts';
import { everyQuestion, type ImageQuestion, imageQuestionsOf, questionsOf } from '../../access/azure/questions.ts';
import type { Progress } from '../../access/azure/readEstate.ts';
import type { Estate } from '../../access/estate/estate.ts';
import { subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Gap } from '../../access/map.ts';
import type { Finding } from '../../model/verdict.ts';
import { note, Refusal, type Terminal } from './terminal.ts';

export const azureHelp = `Signing in to Azure:
  Uses the first that works: workload identity federation, a managed identity, a
  service principal in AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET,
  or \`az login\`. The identity needs the Reader role. Nothing changes in Azure.
`;

interface AzureOptions {
  /** True to ask registries for the images as well. */
  readonly images?: boolean | undefined;
  /** Reads only resources below this management group, by its ID. */
  readonly managementGroup?: string | undefined;
}

/**
 * Azure, read once, and asked again for the facts that decide a verdict. An error that stops everything is a refusal.
 * An error that stops a part is a note and a gap.
 */
export async function openAzure(
  cloud: string | undefined,
  terminal: Terminal,
  { images = false, managementGroup }: AzureOptions = {},
) {
  const [{ NoSubscriptionBelow, readEstate, failureOf, mapOf, nextSteps, settleUnknowns }, { connect }] =
    await Promise.all([import('../../access/azure/index.ts'), import('./signIn.ts')]);
  const debug = process.env['ACR_PULL_DEBUG'] === undefined ? () => {} : (line: string) => note(terminal, line);
  const connection = connect(clouds[cloudNamed(cloud)], process.env, debug);
  const options = { onProgress: progressOn(terminal), now: terminal.now, managementGroup };
  const reading = await readEstate(connection, options).catch((error: unknown) => {
    if (error instanceof NoSubscriptionBelow)
      throw new Refusal(`${error.message}\nname it by its ID, and ask for the Reader role on it`);
    const { kind, why } = failureOf(error);
    throw new Refusal(`Azure can't be read: ${why}\n${nextSteps[kind]}`);
  });
  for (const { where, why, kind } of reading.failures) note(terminal, `not read: ${where}: ${why}; ${nextSteps[kind]}`);
  if (Object.keys(reading.estate.tenants).length === 0)
    throw new Refusal(
      'this account has no subscriptions\nask for the Reader role on the subscriptions of your registries and clusters',
    );
  const known = { estate: reading.estate, answered: new Map() };
  return {
    /** The map for these findings, with the facts that decide them confirmed at their source. */
    async mapFor(findings: (map: AccessMap) => readonly Finding[]): Promise<AccessMap> {
      const settled = await settleUnknowns(connection, known, map => questionsOf(findings(map), map));
      if (!images) return settled.map;
      const questions = imageQuestionsOf(findings(settled.map), settled.map);
      const { askImages } = await import('../../access/azure/images.ts');
      const asked = await askImages(connection, settled, questions, { onProgress: progressOn(terminal) });
      for (const { question, why } of asked.open)
        note(terminal, `can't tell whether ${nameOf(question)} exists: ${why}`);
      return mapOf(asked.estate);
    },
    /** All facts, confirmed. */
    async everything(): Promise<Estate> {
      const settled = await settleUnknowns(connection, known, everyQuestion, { onProgress: progressOn(terminal) });
      for (const [line, gaps] of Map.groupBy(settled.estate.doubts, byPlace))
        note(terminal, `${line} (${gaps.length})`);
      return settled.estate;
    },
  };
}

/** Joins everything that failed in a subscription in the same way into one line. */
function byPlace({ scope, why }: Gap): string {
  const subscription = subscriptionOf(scope);
  return `not read: ${subscription ? `subscription ${subscription}` : 'the directory'}: ${why}`;
}

function nameOf({ loginServer, repository, reference }: ImageQuestion): string {
  return `${loginServer}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}

function cloudNamed(name: string | undefined): CloudName {
  if (name === undefined) return 'AzureCloud';
  if (isCloudName(name)) return name;
  throw new Refusal(`unknown cloud \`${name}\`: expected one of ${Object.keys(clouds).join(', ')}`);
}

/** Prints one line, now and then: pages of a large estate take a while, and a pipeline's log is no place for a bar. */
function progressOn(terminal: Terminal): (progress: Progress) => void {
  let next = Date.now() + 3000;
  return ({ what, done, of }) => {
    if (Date.now() < next) return;
    next = Date.now() + 3000;
    note(terminal, `reading Azure: ${done} of ${of} ${what}`);
  };
}
