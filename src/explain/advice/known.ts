import type { CauseId } from '../../causes/index.ts';
import { isAzureHost, withoutPort } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import { quoteForBash } from '../../model/quote.ts';
import type { Target } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { commandFor } from '../../verdict/fixes/print.ts';
import type { PullerKind } from '../rows/row.ts';
import type { NamedImage } from '../text/images.ts';
import type { Pod } from '../text/pod.ts';

/** The values that fill commands in: names from the text and the map, and a placeholder in quotes for the rest. */
export interface AdviceContext {
  readonly origin: PullerKind;
  readonly host: string;
  /** The host that serves its API, and the one that DNS was asked for. */
  readonly asked: string;
  readonly lookedUp: string;
  /** The registry's name in Azure, if its host shows it. */
  readonly registry: string;
  /** Its resource id, where a map knows it. */
  readonly registryId: string;
  /** `repository:tag`. */
  readonly image: string;
  readonly repository: string;
  /** The host in backticks, or `the registry`, for sentences. */
  readonly shown: string;
  readonly isAzure: boolean;
  readonly pod: string;
  readonly namespace: string;
  /** The object id of the identity that pulls, and the group and the name of the runtime, where the map knows them. */
  readonly objectId: string;
  readonly clientId: string;
  readonly group: string;
  readonly runtime: string | undefined;
  /** The words of the Azure CLI for the app that pulls: a job has commands of its own. */
  readonly app: 'containerapp' | 'containerapp job';
  /** `azurecr.io`, or that of another cloud. */
  readonly suffix: string;
}

/** A command for bash, with its purpose as it follows "to": `attach shopprod to aks-prod`. */
export interface AdviceCommand {
  readonly text: string;
  readonly purpose: string;
}

/** Why a cause reads like the text at hand, the one command that confirms it, and the least that has to change. */
export interface Advice {
  readonly why: (known: AdviceContext) => string;
  readonly check: ((known: AdviceContext) => AdviceCommand) | null;
  /** A command, or a sentence where no command does it. */
  readonly fix: (known: AdviceContext) => AdviceCommand | string;
}

export type AdviceTable = Readonly<Partial<Record<CauseId, Advice>>>;

interface Sources extends Pod, Pick<AdviceContext, 'origin'> {
  readonly named: NamedImage | undefined;
  readonly lookedUp: string | undefined;
  readonly registryId: string | undefined;
  readonly findings: readonly Finding[];
  readonly runtime: Target | undefined;
}

export function knownOf(sources: Sources): AdviceContext {
  const { origin, named, lookedUp, registryId, findings, pod, namespace } = sources;
  const host = named?.host;
  const isAzure = host !== undefined && isAzureHost(host);
  const plain = host === undefined ? '<registry>.azurecr.io' : isAzure ? withoutPort(host) : host;
  const asked = plain === 'docker.io' ? 'registry-1.docker.io' : plain;
  const registry = isAzure ? registryName(host) : undefined;
  const finding = concerned(findings);
  const target = finding?.target ?? sources.runtime;
  return {
    origin,
    host: plain,
    asked,
    lookedUp: lookedUp ?? withoutPort(asked),
    registry: registry ?? '<registry>',
    registryId: registryId ?? (registry === undefined ? '<registryId>' : `<id of ${registry}>`),
    image: named?.image?.replace(/^(?:[^/.:]*[.:][^/]*|localhost)\//, '') ?? '<repository>:<tag>',
    repository: named?.repository ?? '<repository>',
    shown: host === undefined ? t('the registry') : `\`${host}\``,
    // A text that names no host is most likely about the registry that this tool is for.
    isAzure: host === undefined || isAzure,
    pod: pod ?? '<pod>',
    namespace: namespace ?? (pod === undefined ? '<namespace>' : 'default'),
    objectId: finding?.verdict.puller?.objectId ?? '<objectId>',
    clientId: finding?.verdict.puller?.clientId ?? '<clientId>',
    ...runtimeNames(target, finding?.reference.file),
    app: target?.kind === 'containerAppJob' ? 'containerapp job' : 'containerapp',
    suffix: isAzure ? withoutPort(host).split('.').slice(-2).join('.') : 'azurecr.io',
  };
}

/**
 * Returns the finding that the commands are for: a refusal, else one of the only target. Of several that may pull,
 * none.
 */
function concerned(findings: readonly Finding[]): Finding | undefined {
  const targets = new Set(findings.map(({ target }) => target?.id ?? target?.name));
  return findings.find(({ verdict }) => verdict.outcome === 'denied') ?? (targets.size === 1 ? findings[0] : undefined);
}

/** The group and the name of a runtime, as its id has them, else as the repository names it. */
function runtimeNames(target: Target | undefined, file: string | undefined): Pick<AdviceContext, 'group' | 'runtime'> {
  const id = target?.id ?? '';
  const group = /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1];
  if (group !== undefined) return { group, runtime: id.slice(id.lastIndexOf('/') + 1) };
  // a cluster that isn't AKS is none of Azure's. An app that its manifest leaves without a name goes by its file
  const isNamed = target !== undefined && target.kind !== 'kubernetes' && target.name !== file;
  return { group: target?.lookedUp?.group ?? '<group>', runtime: isNamed ? target.name : undefined };
}

/** `shop` of `shop.azurecr.io`, and of `shop-1a2b3c.azurecr.io`: a name holds no dash, what follows one is a hash. */
function registryName(host: string): string | undefined {
  const [label = ''] = host.split('.');
  const [name = ''] = label.split('-');
  return /^[a-z0-9]+$/.test(name) ? name : undefined;
}

/**
 * A command of the Azure CLI, its values quoted for bash. Flags are written with the words. Names from a text have gone
 * through the grammar of image references, so none is left that could not be passed on.
 */
export function azText(words: string, ...options: readonly Option[]): string {
  return commandFor('bash', { words: ['az', ...words.split(' ')], options }) ?? `az ${words}`;
}

type Option = readonly [name: string, value: string];
export const query = (text: string): Option => ['--query', text];

/** A command on the runtime that pulls, by its group and name, or by a placeholder for them. */
export const onRuntime = (
  { group, runtime }: AdviceContext,
  words: string,
  placeholder: string,
  ...more: readonly Option[]
) => azText(words, ['--resource-group', group], ['--name', runtime ?? placeholder], ...more);

/** The runtime that pulls, by its name, else by its kind. */
export function runtimeInWords({ runtime, origin }: AdviceContext): string {
  if (runtime !== undefined) return runtime;
  if (origin === 'containerGroup') return t('the container group');
  return origin === 'kubernetes' || origin === 'containerd' ? t('the cluster') : t('the app');
}

/** A field of the registry. */
export const registryField = ({ registry }: AdviceContext, field: string) =>
  `${azText('acr show', ['--name', registry], query(field))} -o tsv`;

/** One word for bash. */
export function bashWord(value: string): string {
  if (/^[A-Za-z0-9_./:-]+$/.test(value)) return value;
  return quoteForBash(value) ?? "''";
}

export const pullAgain = ({ host, image }: AdviceContext): AdviceCommand => ({
  text: `docker pull ${bashWord(`${host}/${image}`)}`,
  purpose: t('pull {0} again', image),
});

/** The command that shows why a pull failed, where its text has no reason. */
export function showsReason(known: AdviceContext): string {
  const { origin, app, pod, namespace, host, image } = known;
  switch (origin) {
    case 'containerApp':
      return app === 'containerapp job'
        ? onRuntime(known, `${app} execution list`, '<job>')
        : onRuntime(known, 'containerapp logs show', '<app>', ['--type', 'system']);
    case 'containerGroup':
      return onRuntime(known, 'container show', '<container group>', query('containers[].instanceView.events'));
    case 'site':
      return onRuntime(known, 'webapp log tail', '<app>');
    case 'docker':
      return pullAgain(known).text;
    case 'artifact':
      return `helm pull ${bashWord(`oci://${host}/${image.replace(/[:@].*/, '')}`)}`;
    case 'kubernetes':
    case 'containerd':
      return `kubectl describe pod ${bashWord(pod)} -n ${bashWord(namespace)}`;
  }
}
