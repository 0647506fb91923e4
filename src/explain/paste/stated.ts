/** What a text says of the registry or the caller besides the error: settings that were shown, a login that went well. */
export interface Stated {
  /** The registry decides by repository; only roles with data actions count. */
  readonly isAbac: boolean;
  /** A role was shown that counts for some repositories. */
  readonly hasCondition: boolean;
  /** A credential, or that the image is private, is spoken of besides the error. */
  readonly speaksOfCredential: boolean;
  /** Something that Azure or a managed application put up denies what a role would allow. */
  readonly isDenyAssigned: boolean;
  /** The pull role was given to the cluster's own identity, which pulls nothing. */
  readonly isOnControlPlane: boolean;
  /** The registry takes no tokens that are made for Azure Resource Manager. */
  readonly refusesArmTokens: boolean;
  /** Somebody signed in before: what is refused afterwards is known, and may not. */
  readonly isSignedIn: boolean;
  /** The host that the login named; undefined where it named none. */
  readonly signedInTo: string | undefined;
  /** The admin account was to be asked for its password, and is off. */
  readonly isAdminOff: boolean;
  /** The pull secret that a pod names is not there. */
  readonly lacksSecret: boolean;
  /** The identity that a role was to be assigned to is not of the registry's tenant. */
  readonly isOfOtherTenant: boolean;
  /** The registry has a private endpoint: its name leads to one. */
  readonly hasPrivateLink: boolean;
  /** Public access is off. */
  readonly isPrivate: boolean;
}

/** `whole` is the text with its names. */
export function statedIn(text: string, whole: string): Stated {
  return {
    signedInTo: lastLogin(whole),
    isAbac:
      /roleassignmentmode(?:"?\s{0,8}[:=]\s{0,8}"?abac|[^\n:=]{1,24}abacrepositorypermissions)|^[ \t]{0,20}"?abacrepositorypermissions"?[ \t]{0,20}$/im.test(
        text,
      ),
    hasCondition: /@request\[microsoft\.containerregistry\/registries\/repositories:name\]/i.test(text),
    speaksOfCredential:
      /\b(?:username|password|imagepullsecrets?|access token)\b|\bprivate (?:image|repo|registry|docker)|[-/]private\b/i.test(
        whole,
      ),
    isDenyAssigned: /containerregistry[^\n]{0,600}because of the deny assignment/i.test(text),
    isOnControlPlane:
      /\bacrpull\b[^\n.]{0,80}(?:\bcontrol[ -]?plane|\b(?:the|our) (?:cluster|aks)(?:'s)? (?:own |managed |system[- ]assigned )?(?:managed )?identity)|control[ -]?plane(?:'s)? identity[^\n.]{0,60}\b(?:has|holds|was given|got)\b[^\n.]{0,20}acrpull/i.test(
        text,
      ),
    refusesArmTokens:
      /authentication-as-arm\b[^\n]{0,300}\n(?:[^\n]{0,300}\n){0,3}[^\n]{0,300}"?status"?\s*:\s*"?disabled|azureadauthenticationasarmpolicy"?\s*:\s*\{\s*"?status"?\s*:\s*"?disabled/i.test(
        text,
      ),
    isSignedIn:
      /^[ \t]*(?:[^\s]+[ \t]+)?login succeeded|\bauthenticating with credentials from\b|\bpermission "[\w.]+" denied on resource|\bis not authorized to perform: ecr:|insufficient scopes|does not match expected scopes|does not have permission for manifest|payment required|permission_denied: read_package/im.test(
        text,
      ),
    isAdminOff:
      /to enable admin first|docker_registry_server_username[\s\S]{0,400}adminuserenabled"?\s?[:=]\s?"?false|adminuserenabled"?\s?[:=]\s?"?false[\s\S]{0,400}(?:docker_registry_server_username|admin (?:user|account|credential)s?\b)|cannot perform credential operations|make sure admin user is enabled/i.test(
        text,
      ),
    lacksSecret: /\bFailedToRetrieveImagePullSecret\b/.test(text),
    isOfOtherTenant:
      /principal \S+ does not exist in the directory|\b(?:tenant|directory) a\b[^\n]{0,200}\b(?:tenant|directory) b\b|\b(?:registry|acr)\b[^\n.]{0,80}\b(?:in|of) (?:another|a different|the other) (?:entra |ad |azure )?(?:tenant|directory)\b/i.test(
        text,
      ),
    hasPrivateLink: /privatelink\.azurecr\./i.test(text),
    isPrivate: /\bpublicnetworkaccess"?(?:\s{0,8}[:=]\s{0,8}"?| -o tsv\n"?|\n"?)disabled/i.test(text),
  };
}

function lastLogin(text: string): string | undefined {
  const logins = [...text.matchAll(/\blogin\b([^\n]{0,200})/gi)].map(([, options = '']) => options);
  const hosts = logins.flatMap(
    options => /(?:^|\s)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?=[\s:/]|$)/i.exec(options)?.[1] ?? [],
  );
  return hosts.at(-1)?.toLowerCase();
}
