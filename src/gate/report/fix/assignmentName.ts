import { createHash } from 'node:crypto';

/**
 * The name of a role assignment, always the same for the same scope, principal and role: a second run names the
 * assignment of the first, and a script, a Bicep module and a Terraform file that are made here mean the same one.
 * A UUID of version 5 (RFC 9562, 5.5) below the namespace for URLs.
 */
export function assignmentName(scope: string, principalId: string, roleGuid: string): string {
  const name = `https://management.azure.com${scope}?principal=${principalId}&role=${roleGuid}`.toLowerCase();
  const hash = createHash('sha1').update(Buffer.from(urlNamespace, 'hex')).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const urlNamespace = '6ba7b8119dad11d180b400c04fd430c8';
