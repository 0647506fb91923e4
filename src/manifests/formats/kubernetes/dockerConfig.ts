import type { SecretEntry } from '../../../model/workload.ts';
import { parseJson } from '../../source/json.ts';
import { at, fields, textOf, type View, view } from '../../source/view.ts';

/**
 * The registries that a pull secret holds a credential for; undefined where its content can't be read here (sealed,
 * templated, broken). A password is looked at for its end of life and never kept.
 */
export function entriesOfSecret(secret: View): readonly SecretEntry[] | undefined {
  const json = contentOf(secret, '.dockerconfigjson');
  if (json !== undefined) return entriesOf(at(view(parseJson(json).root), 'auths'));
  const legacy = contentOf(secret, '.dockercfg');
  return legacy === undefined ? undefined : entriesOf(view(parseJson(legacy).root));
}

/** `stringData` wins over `data`, as the API server has it. */
function contentOf(secret: View, key: string): string | undefined {
  const plain = textOf(at(secret, 'stringData', key));
  if (plain !== undefined) return plain;
  const encoded = textOf(at(secret, 'data', key));
  return encoded === undefined ? undefined : decodeBase64(encoded);
}

function entriesOf(auths: View | undefined): readonly SecretEntry[] | undefined {
  if (auths?.node.kind !== 'mapping') return undefined;
  return fields(auths).map(({ key, value }) => {
    const [user, secret] = credentialOf(value);
    return {
      server: serverName(key.text),
      username: user,
      expiresAt: secret === undefined ? undefined : expiry(secret),
    };
  });
}

function credentialOf(entry: View | undefined): readonly [string | undefined, string | undefined] {
  const username = textOf(at(entry, 'username'));
  const password = textOf(at(entry, 'password')) ?? textOf(at(entry, 'identitytoken'));
  const auth = textOf(at(entry, 'auth'));
  const decoded = auth === undefined ? undefined : decodeBase64(auth);
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === undefined || colon < 0) return [username, password];
  return [username ?? decoded.slice(0, colon), password ?? decoded.slice(colon + 1)];
}

/**
 * A key as the kubelet takes it: it may be written as a URL, as `https://shop.azurecr.io/v2/`, may name a path and may
 * hold wildcards. What such a key counts for hangs on the image.
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
  const seconds = json === undefined ? Number.NaN : Number(textOf(at(view(parseJson(json).root), 'exp')));
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function decodeBase64(encoded: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(encoded), char => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
