import { t } from '../../model/l10n.ts';
import type { CredentialHint, SecretEntry } from '../../model/workload.ts';
import { parseJson } from '../source/json.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, fields, items, textOf, type View, view } from '../source/view.ts';
import { listedSecrets } from './pullSecrets.ts';

/**
 * Reads an object that pods look up by name: a service account, a pull secret, an AcrPullBinding. Or one that hints at
 * how pods of its cluster pull.
 */
export function readDeclaration(kind: string, object: View, builder: ReadingBuilder): void {
  DEFINITIONS.get(kind)?.(object, builder);
}

type Read = (object: View, builder: ReadingBuilder) => void;

const DEFINITIONS: ReadonlyMap<string, Read> = new Map([
  ['ServiceAccount', readServiceAccount],
  ['Secret', readSecret],
  ['AcrPullBinding', readBinding],
  ['ExternalSecret', readSecretOperator],
  ['ClusterExternalSecret', readSecretOperator],
  ['SealedSecret', readSecretOperator],
  ['ClusterPolicy', readPolicy],
  ['Policy', readPolicy],
  ['MutatingPolicy', readPolicy],
  ['MutatingAdmissionPolicy', readPolicy],
  ['Assign', readPolicy],
]);

/** The identity that AKS pulls with for an account: kubernetes-sigs/cloud-provider-azure, pkg/credentialprovider. */
const ACR_CLIENT_ID = 'kubernetes.azure.com/acr-client-id';

/** Returns whether a key of a ConfigMap contains a chart's values. */
export function isValuesKey(key: string): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  return name.includes('values') && /\.ya?ml$/.test(name);
}

function readServiceAccount(object: View, builder: ReadingBuilder): void {
  const annotations = at(object, 'metadata', 'annotations');
  const named = nameOf(object, builder);
  if (named === undefined) return;
  builder.declaration({
    kind: 'serviceAccount',
    ...named,
    pullSecrets: listedSecrets(object, builder),
    pullClientId: builder.written(at(annotations, ACR_CLIENT_ID)),
  });
  if (at(annotations, ACR_CLIENT_ID) === undefined) return;
  const found: CredentialHint = { of: 'serviceAccounts', name: t('service account `{0}`', named.name), ...named.place };
  hint(found, 'all', builder);
}

function hint(found: CredentialHint, reach: 'all' | Pick<Named, 'namespace'>, builder: ReadingBuilder): void {
  const { file, span } = found;
  const isForAll = reach === 'all';
  const namespace = isForAll ? undefined : reach.namespace;
  builder.declaration({ kind: 'credentialHint', hint: found, namespace, isForAll, place: { file, span } });
}

/**
 * A secret that an operator makes may be given to accounts by others, too.
 * https://external-secrets.io/latest/guides/common-k8s-secret-types/, https://github.com/bitnami-labs/sealed-secrets
 */
function readSecretOperator(object: View, builder: ReadingBuilder): void {
  const named = nameOf(object, builder);
  if (named === undefined || !mentions(object, 'kubernetes.io/dockerc')) return;
  hintOfSecrets(object, named, builder);
}

/**
 * A policy that changes pods or service accounts when they are admitted.
 * https://kyverno.io/policies/other/add-imagepullsecrets/add-imagepullsecrets/,
 * https://open-policy-agent.github.io/gatekeeper/website/docs/mutation/
 */
function readPolicy(object: View, builder: ReadingBuilder): void {
  const named = nameOf(object, builder);
  if (named === undefined || !mentions(object, 'imagePullSecrets')) return;
  hintOfSecrets(object, named, builder);
}

/** Objects of kinds that live in namespaces count there alone. */
const NAMESPACED = new Set(['ExternalSecret', 'SealedSecret', 'Policy']);

function hintOfSecrets(object: View, named: Named, builder: ReadingBuilder): void {
  const kind = textOf(at(object, 'kind')) ?? '';
  const found: CredentialHint = { of: 'pullSecrets', name: `${kind} \`${named.name}\``, ...named.place };
  hint(found, NAMESPACED.has(kind) ? named : 'all', builder);
}

/** Returns whether a word is in the keys and texts of an object. */
function mentions(here: View | undefined, word: string): boolean {
  if (here === undefined) return false;
  if (textOf(here)?.includes(word)) return true;
  const inFields = fields(here).some(({ key, value }) => key.text.includes(word) || mentions(value, word));
  return inFields || items(here).some(item => mentions(item, word));
}

function readSecret(object: View, builder: ReadingBuilder): void {
  const type = textOf(at(object, 'type'));
  const named = nameOf(object, builder);
  if (named === undefined || !(type === 'kubernetes.io/dockerconfigjson' || type === 'kubernetes.io/dockercfg')) return;
  builder.declaration({ kind: 'pullSecret', ...named, entries: entriesOfSecret(object) });
}

type Named = NonNullable<ReturnType<typeof nameOf>>;

function nameOf(object: View, builder: ReadingBuilder) {
  const [written, namespace] = ['name', 'namespace'].map(key => at(object, 'metadata', key));
  const name = textOf(written);
  if (written === undefined || name === undefined) return undefined;
  return { name, namespace: textOf(namespace), place: builder.place(written) };
}

/** Azure/msi-acrpull: `spec.acr` and `spec.auth` in v1beta2, flat fields in v1beta1. */
function readBinding(object: View, builder: ReadingBuilder): void {
  const spec = at(object, 'spec');
  if (spec === undefined) return;
  const name = at(object, 'metadata', 'name');
  const auth = at(spec, 'auth');
  builder.declaration({
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
      definedAt: builder.place(name ?? spec),
    },
  });
}

/**
 * The registries that a pull secret holds a credential for. Undefined where its content can't be read here (sealed,
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
  const [, host = '', path = ''] = /^(?:https?:\/\/)?([^/]*)(.*)/is.exec(key) ?? [];
  const effective = path.replace(/^\/v[12](?=\/)/, '');
  return host + (effective === '/' ? '' : effective); // case counts
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
