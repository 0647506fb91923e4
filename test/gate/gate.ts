// Runs the gate, and lays out the files that a test needs.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../src/gate/program.ts';
import { temporaryFolder } from '../temporary.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const program = path.join(root, 'dist/gate.cjs');
if (!existsSync(program)) throw new Error('dist/gate.cjs is missing: run `npm run build` first');

export interface GateRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the gate in this process, with a terminal of the test's. As a program of its own where an environment is given.
 */
export async function gate(
  args: readonly string[],
  { cwd = root, input = '', env }: Surroundings = {},
): Promise<GateRun> {
  if (env) return gateProcess(args, { cwd, input, env });
  let stdout = '';
  let stderr = '';
  const code = await run(args, {
    cwd,
    color: false,
    now: () => new Date(),
    input: async () => Buffer.from(input),
    out: text => {
      stdout += text;
    },
    err: text => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

/** Runs the built gate, as a person would. */
export function gateProcess(
  args: readonly string[],
  { cwd = root, input = '', env = {} }: Surroundings = {},
): Promise<GateRun> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', code => done({ code, stdout, stderr }));
    child.stdin.on('error', () => {}); // a run that reads nothing may end before it is written
    child.stdin.end(input);
  });
}

/** A folder that lasts as long as the test, with these files in it. */
export function folder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const at = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(at, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return at;
}

/** A pod with these images. */
export function pod(...images: readonly string[]): string {
  const containers = images.map((image, i) => `    - { name: c${i}, image: ${JSON.stringify(image)} }\n`);
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n${containers.join('')}`;
}

/**
 * An access snapshot of two clusters, \`aks-yes\` and \`aks-no\`, and the registry \`shop\` that the first may pull
 * from.
 */
export function snapshot(changes: Readonly<Record<string, unknown>> = {}): string {
  const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
  const inGroup = `${subscription}/resourceGroups/rg/providers`;
  const registry = `${inGroup}/Microsoft.ContainerRegistry/registries/shop`;
  const cluster = (name: string, objectId: string) => ({
    type: 'Microsoft.ContainerService/managedClusters',
    id: `${inGroup}/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    location: 'westeurope',
    properties: { identityProfile: { kubeletidentity: { objectId, clientId: objectId, resourceId: null } } },
  });
  const kubelet = '0b1ec700-0000-4000-8000-000000000001';
  return JSON.stringify({
    version: 1,
    readAt: '2026-11-24T12:00:00Z',
    cloud: 'AzureCloud',
    tenants: { '50b50000-0000-4000-8000-000000000001': '7e4a0000-0000-4000-8000-000000000001' },
    managementGroups: { '50b50000-0000-4000-8000-000000000001': [] },
    groups: { [kubelet]: [], '0b1ec700-0000-4000-8000-000000000002': [] },
    resources: [
      {
        type: 'Microsoft.ContainerRegistry/registries',
        id: registry,
        name: 'shop',
        location: 'westeurope',
        sku: { name: 'Premium' },
        properties: {
          loginServer: 'shop.azurecr.io',
          roleAssignmentMode: 'LegacyRegistryPermissions',
          publicNetworkAccess: 'Enabled',
          networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
          adminUserEnabled: false,
          anonymousPullEnabled: false,
        },
      },
      cluster('aks-yes', kubelet),
      cluster('aks-no', '0b1ec700-0000-4000-8000-000000000002'),
    ],
    roleAssignments: [
      {
        id: `${registry}/providers/Microsoft.Authorization/roleAssignments/a55e0000-0000-4000-8000-000000000001`,
        properties: {
          scope: registry,
          roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
          principalId: kubelet,
          principalType: 'ServicePrincipal',
        },
      },
    ],
    roleDefinitions: [],
    denyAssignments: [],
    gaps: [],
    ...changes,
  });
}
