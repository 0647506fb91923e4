import type { CauseId } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { PullerKind, PullStage, RegistryPlace } from './row.ts';

/** A sign in a text, besides the error, of the registry or the caller: a setting, the output of a command, a login. */
export interface Sign {
  readonly patterns: readonly RegExp[];
  /** The sign, as a sentence. Absent: it is no fact about Azure. */
  readonly says?: string;
  /** The stages at which it decides. */
  readonly at: readonly PullStage[];
  /** The registries that it is about, if not about all. */
  readonly place?: RegistryPlace;
  /** The causes that it puts first. */
  readonly means: readonly CauseId[];
  /** The puller for which it means nothing. */
  readonly exceptFor?: PullerKind;
  /** True if it counts at the registry alone that the text signs in to. */
  readonly isOfSignIn?: true;
}

const refusal = ['authenticate', 'authorise'] as const;

/** Signs that decide between causes which the error alone leaves open, the strongest first. */
const signs: readonly Sign[] = [
  {
    patterns: [
      /^[ \t]*(?:\S+[ \t]+)?login succeeded|\bauthenticating with credentials from\b|payment required/im,
      // A caller who hears which permission is missing is known.
      /\bpermission "[\w.]+" denied on resource|\bis not authorized to perform: ecr:|insufficient scopes/i,
      /does not match expected scopes|permission_denied: read_package|permission denied for "/i,
    ],
    at: ['authorise'],
    means: ['no-pull-role'],
    isOfSignIn: true,
  },
  {
    patterns: [
      /roleassignmentmode"?\s{0,8}[:=]\s{0,8}"?abac/i,
      /\babacrepositorypermissions\b|\babac repository permissions\b|\b(?:in|to) abac mode\b|\babac[- ]enabled\b/i,
    ],
    says: t('The registry is in ABAC mode.'),
    at: refusal,
    means: ['wrong-role-for-mode'],
  },
  {
    patterns: [/\bacrusemanagedidentitycreds"?\s*[:=]\s*"?false/i],
    says: t('The site pulls without an identity.'),
    at: refusal,
    means: ['registry-not-configured'],
  },
  {
    // `az webapp` has the option as well, and a site may pull with that identity.
    patterns: [/--acr-identity \[?system\b/i],
    says: t('A system-assigned identity pulls.'),
    at: refusal,
    means: ['system-identity-unsupported'],
    exceptFor: 'site',
  },
  {
    patterns: [
      /registries\/repositories:name\]/i,
      /\bcondition\b[^\n.]{0,60}\b(?:limits?|restricts?|only)\b[^\n.]{0,60}\brepositor/i,
    ],
    says: t('A role has a condition.'),
    at: refusal,
    means: ['condition-excludes-repository'],
  },
  {
    patterns: [/because of the deny assignment|\bdenied by deny assignment\b|"denyassignmentname"/i],
    says: t('There is a deny assignment.'),
    at: refusal,
    means: ['deny-assignment'],
  },
  {
    patterns: [
      /\bacrpull\b[^\n.,()]{0,80}\b(?:control[ -]?plane|identity of the (?:aks )?cluster)\b/i,
      /azurerm_kubernetes_cluster\.\w+\.identity(?:\[0\]|\.0)\.principal_id\s[^}]{0,200}acrpull/i,
    ],
    says: t("The cluster's own identity has the role."),
    at: refusal,
    means: ['role-on-wrong-identity'],
  },
  {
    patterns: [/authentication-?as-?arm(?:policy)?[^\n]{0,60}\n?[^\n]{0,60}disabled/i],
    says: t('The registry refuses ARM tokens.'),
    at: refusal,
    means: ['arm-token-refused'],
  },
  {
    patterns: [/\bFailedToRetrieveImagePullSecret\b|\bunable to retrieve (?:pull secret|some image pull secrets)\b/i],
    says: t('A pull secret is missing.'),
    at: refusal,
    means: ['no-pull-identity', 'dead-pull-secret'],
  },
  {
    patterns: [
      /principal \S+ does not exist in the directory|\bInvalidAuthenticationTokenTenant\b/i,
      /\b(?:registry|acr)\b[^\n.]{0,80}(?<!not )\b(?:in|of) (?:another|a different) (?:tenant|directory)\b(?!\?)/i,
    ],
    says: t('Two tenants are involved.'),
    at: refusal,
    means: ['cross-tenant'],
  },
  {
    patterns: [
      /\b(?:username|password|imagepullsecrets?|access token)\b|\bprivate (?:image|repo|registry|docker)|[-/]private\b/i,
    ],
    at: ['authorise'],
    place: 'hub',
    means: ['no-pull-identity'],
  },
  {
    patterns: [/\bpublicnetworkaccess"?(?:\s{0,8}[:=]\s{0,8}"?| -o tsv\n"?|\n"?)disabled/i],
    says: t('Public access is off.'),
    at: ['reach'],
    means: ['network-private-only'],
  },
];

/** The signs in a text. `host`: the registry of the image, which a login may name or not. */
export function signsIn(text: string, host: string | undefined): readonly Sign[] {
  const isSignedIn = host !== undefined && [undefined, host].includes(loggedInTo(text));
  return signs.filter(
    ({ patterns, isOfSignIn }) => (isSignedIn || !isOfSignIn) && patterns.some(pattern => pattern.test(text)),
  );
}

/** Returns the host that the last login names. Undefined where none does. */
function loggedInTo(text: string): string | undefined {
  const host = /(?:^|\s)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?=[\s:/]|$)/i;
  const logins = Array.from(text.matchAll(/\blogin\b([^\n]{0,200})/gi), ([, options = '']) => options);
  return logins
    .flatMap(options => host.exec(options)?.[1] ?? [])
    .at(-1)
    ?.toLowerCase();
}
