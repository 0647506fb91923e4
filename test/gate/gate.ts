// Runs the gate, and lays out the files that a test needs.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../src/gate/program.ts';
import * as azure from '../azure/resources.ts';
import { guid } from '../azure/resources.ts';
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
  const subscription = guid('50b50000', 1);
  const provider = `/subscriptions/${subscription}/resourceGroups/rg/providers`;
  const shop = `${provider}/Microsoft.ContainerRegistry/registries/shop`;
  const cluster = (name: string, id: string) =>
    azure.cluster(`${provider}/Microsoft.ContainerService/managedClusters/${name}`, { objectId: id, clientId: id });
  const [mayPull, mayNot] = [guid('0b1ec700', 1), guid('0b1ec700', 2)];
  const acrPull = azure.roleDefinitionId(subscription, azure.roles.AcrPull);
  return JSON.stringify(
    azure.snapshot({
      tenants: { [subscription]: guid('7e4a0000', 1) },
      managementGroups: { [subscription]: [] },
      groups: { [mayPull]: [], [mayNot]: [] },
      resources: [azure.registry(shop), cluster('aks-yes', mayPull), cluster('aks-no', mayNot)],
      roleAssignments: [azure.roleAssignment(shop, acrPull, mayPull, guid('a55e0000', 1))],
      ...changes,
    }),
  );
}
