/** What is known of an attribute in a request. */
import type { Attribute } from './expression.ts';
import { printAttribute } from './print.ts';
import { isSameName, repositoryName } from './registryTerms.ts';
import type { ConditionRequest } from './request.ts';
import type { AttributeValue } from './values.ts';

export type Resolved =
  | { readonly kind: 'known'; readonly values: readonly AttributeValue[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

export function resolveAttribute(attribute: Attribute, request: ConditionRequest): Resolved {
  const given = request.attributes?.find(
    each => each.source === attribute.source && isSameName(each.name, attribute.name),
  );
  if (given !== undefined) {
    if (given.values === null) return { kind: 'absent' };
    return given.values.length > 0 ? { kind: 'known', values: given.values } : unknown('the attribute has no value');
  }
  switch (attribute.source) {
    case 'Request':
      return fromRequest(attribute, request);
    case 'Environment':
      if (isSameName(attribute.name, 'UtcNow') && request.now !== undefined) return known(request.now);
      return unknown(`${printAttribute(attribute)} is not known`);
    case 'Principal':
      return unknown(`${printAttribute(attribute)}, a custom security attribute of the identity, is not read`);
    case 'Resource':
      // Azure/acr#794: a condition on @Resource[…repositories:name] was stored and did not work as its author expected.
      return unknown(
        isSameName(attribute.name, repositoryName.name)
          ? 'it asks @Resource for the repository name, and container registries document it as @Request'
          : `${printAttribute(attribute)} is not known`,
      );
  }
}

function fromRequest(attribute: Attribute, request: ConditionRequest): Resolved {
  if (isSameName(attribute.name, repositoryName.name)) {
    // The attribute is documented for the data actions on repositories, which only registries in ABAC mode use.
    if (request.kind === 'action') return unknown('the repository name is documented only for data actions');
    return request.repository === undefined ? unknown('the repository is not known') : known(request.repository);
  }
  // The first form of the language wrote suboperations so (conditions-format of April 2021).
  if (isSameName(attribute.name, 'subOperation')) {
    if (typeof request.subOperation === 'string') return known(request.subOperation);
    return request.subOperation === null ? { kind: 'absent' } : unknown('the suboperation is not known');
  }
  return unknown(`${printAttribute(attribute)} is not known`);
}

function known(value: AttributeValue): Resolved {
  return { kind: 'known', values: [value] };
}

function unknown(why: string): Resolved {
  return { kind: 'unknown', why };
}
