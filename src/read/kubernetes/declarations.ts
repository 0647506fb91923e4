import type { ObjectSelector } from '../../model/reading.ts';
import type { SecretEntry } from '../../model/workload.ts';
import type { Harvest } from '../source/harvest.ts';
import { parseJson } from '../source/json.ts';
import { at, fields, find, items, textOf, type View, view } from '../source/view.ts';
import { readApplication, readApplicationSet } from './destinations/argo.ts';
import { readFluxKustomization, readHelmChartProxy, readHelmRelease } from './destinations/flux.ts';
import { extentOf, labelsIn, pathsOf, serverOf, writtenFields } from './destinations/paths.ts';
import { ACR_CLIENT_ID } from './patches.ts';
import { POD_TEMPLATES } from './pods.ts';
import { listedSecrets } from './pullSecrets.ts';

/**
 * Reads an object that other files depend on: a service account, a pull secret, an AcrPullBinding, and what says where
 * manifests go.
 */
export function readDeclaration(group: string, kind: string, object: View, harvest: Harvest): void {
  DESTINATIONS[`${group}/${kind}`]?.(object, harvest);
  readFields(kind, object, harvest);
  readPulls(kind, object, harvest);
  if (harvest.text.includes('$patch')) readDeletions(kind, object, harvest);
  DEFINITIONS.get(kind)?.(object, harvest);
}

type Read = (object: View, harvest: Harvest) => void;

const DESTINATIONS: Readonly<Record<string, Read>> = {
  'argoproj.io/Application': readApplication,
  'argoproj.io/ApplicationSet': readApplicationSet,
  'kustomize.toolkit.fluxcd.io/Kustomization': readFluxKustomization,
  'helm.toolkit.fluxcd.io/HelmRelease': readHelmRelease,
  'addons.cluster.x-k8s.io/HelmChartProxy': readHelmChartProxy,
};

const DEFINITIONS: ReadonlyMap<string, Read> = new Map([
  ['ServiceAccount', readServiceAccount],
  ['Secret', readSecret],
  ['SealedSecret', (object, harvest) => readCluster(at(object, 'spec', 'template'), harvest)],
  ['ExternalSecret', (object, harvest) => readCluster(at(object, 'spec', 'target', 'template'), harvest)],
  ['AcrPullBinding', readBinding],
]);

/**
 * What a strategic merge patch takes out: the object, or containers of it.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
function readDeletions(kind: string, object: View, harvest: Harvest): void {
  const isDeleted = (part: View) => textOf(at(part, '$patch')) === 'delete';
  const template = POD_TEMPLATES.get(kind);
  const lists = ['containers', 'initContainers'].map(list =>
    template ? `${template}.spec.${list}[]` : `spec.${list}[]`,
  );
  const containers = lists.flatMap(path => find(object, path)).map(({ value }) => value);
  for (const part of [object, ...containers].filter(isDeleted)) {
    const container = part === object ? undefined : textOf(at(part, 'name'));
    harvest.declaration({ kind: 'deletion', object: selectorOf(kind, object), container, span: harvest.spanOf(part) });
  }
}

/** Other kinds than Kubernetes' own keep pull secrets where they like. */
function readPulls(kind: string, object: View, harvest: Harvest): void {
  const template = POD_TEMPLATES.get(kind);
  const path = template?.split('.').filter(key => key !== '');
  const spec = kind === 'ServiceAccount' ? object : path && at(object, ...path, 'spec');
  const says = (text: string) => text.includes('ullSecrets');
  const own = () => harvest.text.slice(object.node.span.start, extentOf(object.node).end);
  const isOther = spec === undefined && says(harvest.text) && says(own());
  const secrets = isOther ? [`pull secrets of ${kind}`] : listedSecrets(spec, harvest).map(({ text }) => text);
  const account = textOf(at(spec, 'serviceAccountName')) ?? textOf(at(spec, 'serviceAccount'));
  const clientId = spec === object ? textOf(at(object, 'metadata', 'annotations', ACR_CLIENT_ID)) : undefined;
  if (secrets.length === 0 && account === undefined && clientId === undefined) return;
  harvest.declaration({
    kind: 'pulls',
    object: selectorOf(kind, object),
    secrets,
    isAll: items(at(spec, 'imagePullSecrets')).some(each => textOf(at(each, '$patch')) === 'replace'),
    account,
    clientId,
    span: harvest.spanOf(object),
  });
}

function selectorOf(kind: string, object: View): ObjectSelector {
  const [name, namespace] = ['name', 'namespace'].map(key => textOf(at(object, 'metadata', key)));
  return { kind, name, namespace, isOpen: name === undefined };
}

/** Values of a ConfigMap and annotations, where one names an Azure registry. Long values are no names. */
function readFields(kind: string, object: View, harvest: Harvest): void {
  const named = nameOf(object, harvest);
  const annotations = writtenFields(at(object, 'metadata', 'annotations'), 'metadata.annotations.', harvest);
  const data = kind === 'ConfigMap' ? writtenFields(at(object, 'data'), 'data.', harvest) : [];
  const values = [...data, ...annotations].filter(value => value.text.length <= MAX_VALUE);
  const charts = fields(kind === 'ConfigMap' ? at(object, 'data') : undefined).flatMap(({ key, value }) => {
    const own = VALUES_KEY.test(key.text) ? harvest.embedded(value) : undefined;
    return own === undefined ? [] : [{ key: key.text, paths: pathsOf(own) }];
  });
  const isUsed = charts.length > 0 || values.some(value => value.text.includes('azurecr'));
  if (named === undefined || !isUsed) return;
  harvest.declaration({ kind: 'fields', ...named, name: `${kind} ${named.name}`, values, charts });
}

/** A key of a ConfigMap whose text is a chart's values. */
export const VALUES_KEY = /values[^/]*\.ya?ml$/i;

const MAX_VALUE = 256;

function readServiceAccount(object: View, harvest: Harvest): void {
  const annotations = at(object, 'metadata', 'annotations');
  const named = nameOf(object, harvest);
  if (named === undefined) return;
  harvest.declaration({
    kind: 'serviceAccount',
    ...named,
    pullSecrets: listedSecrets(object, harvest),
    pullClientId: harvest.written(at(annotations, ACR_CLIENT_ID)),
  });
}

function readSecret(object: View, harvest: Harvest): void {
  readCluster(object, harvest, key => contentOf(object, key));
  const type = textOf(at(object, 'type'));
  const named = nameOf(object, harvest);
  if (named === undefined || !(type === 'kubernetes.io/dockerconfigjson' || type === 'kubernetes.io/dockercfg')) return;
  harvest.declaration({ kind: 'pullSecret', ...named, entries: entriesOfSecret(object) });
}

/**
 * A cluster of Argo CD, be its Secret encrypted or made of another object: then it has the name of none.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters, https://getsops.io/docs/
 */
function readCluster(
  secret: View | undefined,
  harvest: Harvest,
  content: (key: string) => string | undefined = () => undefined,
): void {
  const labels = labelsIn(at(secret, 'metadata', 'labels'));
  if (!labels.some(([key, value]) => key === 'argocd.argoproj.io/secret-type' && value === 'cluster')) return;
  const [name = '{{name}}', server = ''] = ['name', 'server'].map(key => {
    const text = content(key);
    return text?.startsWith('ENC[') ? undefined : text;
  });
  harvest.declaration({ kind: 'cluster', name, sentTo: serverOf(server), labels });
}

function nameOf(object: View, harvest: Harvest) {
  const [written, namespace] = ['name', 'namespace'].map(key => at(object, 'metadata', key));
  const name = textOf(written);
  if (written === undefined || name === undefined) return undefined;
  return { name, namespace: textOf(namespace), place: harvest.place(written) };
}

/** Azure/msi-acrpull: `spec.acr` and `spec.auth` in v1beta2, flat fields in v1beta1. */
function readBinding(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  if (spec === undefined) return;
  const name = at(object, 'metadata', 'name');
  const auth = at(spec, 'auth');
  harvest.declaration({
    kind: 'pullBinding',
    namespace: textOf(at(object, 'metadata', 'namespace')),
    // the controller falls back to the namespace's default account
    serviceAccount: textOf(at(spec, 'serviceAccountName')) ?? 'default',
    binding: {
      name: textOf(name),
      registry: textOf(at(spec, 'acr', 'server')) ?? textOf(at(spec, 'acrServer')),
      identityClientId:
        textOf(at(auth, 'managedIdentity', 'clientID')) ??
        textOf(at(auth, 'workloadIdentity', 'clientID')) ??
        textOf(at(spec, 'workloadIdentityClientID')) ??
        textOf(at(spec, 'managedIdentityClientID')),
      identityResourceId:
        textOf(at(auth, 'managedIdentity', 'resourceID')) ?? textOf(at(spec, 'managedIdentityResourceID')),
      definedAt: harvest.place(name ?? spec),
    },
  });
}

/**
 * The registries that a pull secret holds a credential for; undefined where its content can't be read here (sealed,
 * templated, broken). A password is looked at for its end of life and never kept.
 */
function entriesOfSecret(secret: View): readonly SecretEntry[] | undefined {
  const json = contentOf(secret, '.dockerconfigjson');
  const auths = json === undefined ? parsed(contentOf(secret, '.dockercfg')) : at(parsed(json), 'auths');
  return auths?.node.kind === 'mapping' ? fields(auths).map(({ key, value }) => entryOf(key.text, value)) : undefined;
}

function parsed(json: string | undefined): View | undefined {
  return json === undefined ? undefined : view(parseJson(json).root);
}

/** `stringData` wins over `data`, as the API server has it. */
function contentOf(secret: View, key: string): string | undefined {
  return textOf(at(secret, 'stringData', key)) ?? decodeBase64(textOf(at(secret, 'data', key)));
}

function entryOf(server: string, entry: View | undefined): SecretEntry {
  const [, name, secret] = /^([^:]*):(.*)$/s.exec(decodeBase64(textOf(at(entry, 'auth'))) ?? '') ?? [];
  const password = textOf(at(entry, 'password')) ?? textOf(at(entry, 'identitytoken')) ?? secret;
  const expiresAt = password === undefined ? undefined : expiry(password);
  return { server: serverName(server), username: textOf(at(entry, 'username')) ?? name, expiresAt };
}

/**
 * A key as the kubelet takes it: it may be written as a URL, as `https://shop.azurecr.io/v2/`, may name a path and may
 * hold wildcards. Which image such a key counts for depends on the image.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/keyring.go (Add)
 */
function serverName(key: string): string {
  const [, host = '', path = ''] = /^(?:https?:\/\/)?([^/]*)(.*)$/is.exec(key) ?? [];
  const effective = path.replace(/^\/v[12](?=\/)/, '');
  return host.toLowerCase() + (effective === '/' ? '' : effective);
}

/** The `exp` of a JSON web token, as Azure hands out for `az acr login --expose-token`. */
function expiry(token: string): string | undefined {
  const [, payload, signature] = token.split('.', 3);
  if (payload === undefined || signature === undefined) return undefined;
  const json = decodeBase64(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const seconds = Number(textOf(at(parsed(json), 'exp')));
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function decodeBase64(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), char => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
