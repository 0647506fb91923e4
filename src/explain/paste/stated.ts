/** What a text says of the registry or the caller besides the error: settings that were shown, a login that went well. */
export interface Stated {
  /** The registry decides by repository; only roles with data actions count. */
  readonly isAbac: boolean;
  /** A role was shown that counts for some repositories. */
  readonly hasCondition: boolean;
  /** The registry takes no tokens that are made for Azure Resource Manager. */
  readonly refusesArmTokens: boolean;
  /** Somebody signed in before: what is refused afterwards is known, and may not. */
  readonly isSignedIn: boolean;
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

export function statedIn(text: string): Stated {
  return {
    isAbac: /\babacrepositorypermissions\b|rbac registry (?:\+|plus|and) abac/i.test(text),
    hasCondition: /@request\[microsoft\.containerregistry\/registries\/repositories:name\]/i.test(text),
    refusesArmTokens:
      /authentication-as-arm\b[^\n]*\n(?:[^\n]*\n){0,3}[^\n]*"?status"?\s*:\s*"?disabled|azureadauthenticationasarmpolicy"?\s*:\s*\{\s*"?status"?\s*:\s*"?disabled/i.test(
        text,
      ),
    isSignedIn:
      /^[ \t]*(?:[^\s]+[ \t]+)?login succeeded|\bauthenticating with credentials from\b|\bpermission "[\w.]+" denied on resource|\bis not authorized to perform: ecr:|insufficient scopes|does not match expected scopes|does not have permission for manifest|payment required/im.test(
        text,
      ),
    isAdminOff:
      /to enable admin first|cannot perform credential operations|make sure admin user is enabled|"?adminuserenabled"?\s*[:=]\s*"?false/i.test(
        text,
      ),
    lacksSecret: /\bFailedToRetrieveImagePullSecret\b/.test(text),
    isOfOtherTenant: /principal \S+ does not exist in the directory/i.test(text),
    hasPrivateLink: /privatelink\.azurecr\./i.test(text),
    isPrivate: /\bpublicnetworkaccess\b[^\n]{0,40}(?:[:=]\s*"?|\n"?)disabled/i.test(text),
  };
}
