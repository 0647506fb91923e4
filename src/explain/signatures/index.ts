import type { Signature } from '../signature.ts';
import { apps } from './apps.ts';
import { authorise } from './authorise.ts';
import { credentials } from './credentials.ts';
import { find } from './find.ts';
import { layers } from './layers.ts';
import { management } from './management.ts';
import { otherRegistries } from './otherRegistries.ts';
import { others } from './others.ts';
import { reach } from './reach.ts';
import { signIn } from './signIn.ts';
import { symptoms } from './symptoms.ts';
import { tls } from './tls.ts';
import { tools } from './tools.ts';
import { unpack } from './unpack.ts';

/** The table behind docs/errors.md, by family. */
export const families: readonly { readonly title: string; readonly signatures: readonly Signature[] }[] = [
  { title: 'The registry is not reached', signatures: [...reach, ...tls, ...layers] },
  { title: 'The caller is refused', signatures: [...authorise, ...credentials, ...otherRegistries] },
  { title: 'Signing in', signatures: signIn },
  { title: 'The image', signatures: [...find, ...unpack] },
  { title: 'Container Apps, Container Instances, App Service', signatures: apps },
  { title: 'Checks and the node’s journal', signatures: tools },
  { title: 'Not a failed pull', signatures: [...others, ...management] },
  { title: 'Whatever the tool, where it speaks of a pull and no row above says why', signatures: symptoms },
];

/** The rows that know a tool's own words, or the protocol's. */
export const signatures: readonly Signature[] = families
  .filter(family => family.signatures !== symptoms)
  .flatMap(family => family.signatures);

/** Refusals in words that nothing but a registry, and whoever attaches one, says. */
const ownWords: ReadonlySet<string> = new Set([
  'pull-access-denied',
  'token-validation-failed',
  'token-exchange-refused',
  'application-not-registered',
  'no-username',
  'principal-of-another-directory',
  'import-denied',
  'pull-permission-missing',
  'cache-rule-source',
  'refresh-token-not-had',
  'refresh-token-failed',
  'cache-rule-failed',
  'admin-needed',
  'credential-wrong',
  'batch-credential',
  'base-image-refused',
]);

/** Rows with words that are said of anything that has a host or a password, not only of registries. */
const common: ReadonlySet<Signature> = new Set([
  ...reach,
  ...tls,
  ...layers,
  ...[...authorise, ...credentials].filter(({ id }) => !ownWords.has(id)),
  ...[...find, ...unpack].filter(({ id }) => id === 'disk-full' || id === 'operation-disallowed'),
]);

export function isSaidOfAnything(signature: Signature): boolean {
  return common.has(signature);
}
